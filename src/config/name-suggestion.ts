import { suggestionFor } from './suggestion.ts'

/** The option that was probably meant by a name that does not exist; undefined when none is near. */
export function nameSuggestion(name: string, options: Iterable<string>): string | undefined {
  const names = [...options]
  const near = suggestionFor(name, names)
  if (near !== undefined) return near
  const plain = name.replace(/[-_]/g, '').toLowerCase()
  return names.find((option) => otherNames[option]?.includes(plain))
}

/** What other tools call our options, in lower case without hyphens: Playwright, Cypress, Postman, axios, curl, Node. */
const otherNames: Record<string, readonly string[]> = {
  ca: [
    'cacert',
    'cafile',
    'cas',
    'rootca',
    'rootcas',
    'cacerts',
    'sslextracacerts',
    'authorities',
    'truststore',
    'sslcert',
  ],
  cert: ['certpath', 'certfile', 'certificate', 'crt', 'pem', 'clientcert', 'certs'],
  key: ['keypath', 'keyfile', 'privatekey', 'sslkey', 'clientkey'],
  pfx: ['pfxpath', 'pfxfile', 'pkcs12', 'p12', 'keystore'],
  passphrase: ['password', 'pass', 'keypassphrase', 'keypassword', 'pfxpassword', 'passwd'],
  host: ['hostname', 'domain', 'origin', 'url', 'matches', 'hosts'],
  clientCertificates: ['certs', 'clientcerts', 'certificates', 'identities'],
  clientCert: ['clientcertificate', 'clientcertificates', 'cert', 'certificate', 'pfx', 'identity'],
  verify: ['rejectunauthorized', 'insecure', 'strictssl', 'ignorehttpserrors', 'checkserveridentity', 'sslverify'],
  servername: ['sni', 'tlsservername'],
  minVersion: ['secureprotocol', 'mintlsversion', 'tlsversion'],
  maxVersion: ['maxtlsversion'],
  http2: ['h2', 'allowhttp2', 'allowh2'],
  query: ['params', 'searchparams', 'qs'],
  json: ['data', 'payload'],
  redirect: ['followredirect', 'followredirects', 'maxredirects'],
  clients: ['globalfetch'],
}
