import type {
  Base64Content,
  CaEntryOptions,
  CaptureOptions,
  MtlsOptions,
  PemClientCertificateEntry,
  ProfileOptions,
} from './options.ts'
import type { Option, Shape, TableOf } from './shape.ts'

export const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
const source: Shape = { kind: 'source' }
const hosts: Shape = { kind: 'list', of: { kind: 'host' }, orOne: true }

const enabled: Option = { shape: { kind: 'boolean' }, description: '`false` switches the entry off.', default: true }

/** Content in place of a file. */
export const base64Content: TableOf<Base64Content> = {
  base64: { shape: { kind: 'base64' }, description: 'Content in place of a file: DER or PEM, base64 encoded.' },
}

export const caEntryOptions: TableOf<CaEntryOptions> = {
  file: {
    shape: { kind: 'source', words: ['system', 'mkcert'] },
    description: 'File of the bundle, its PEM text, or one of the words `system` and `mkcert`.',
    examples: ['certs/lab-ca.pem'],
  },
  base64: {
    shape: { kind: 'base64' },
    description: 'The bundle itself, base64 encoded, in place of `file`.',
  },
  passphrase: {
    shape: { kind: 'text', secret: true },
    description: 'Passphrase of a truststore (PKCS#12).',
    default: "'changeit', as keytool's manual has it, or none",
    examples: [`\${TRUSTSTORE_PASSPHRASE}`],
  },
  hosts: {
    shape: hosts,
    description: 'Hosts that the bundle is trusted for, as in `clientCertificates[].host`.',
    examples: [['*.lab.example']],
  },
  enabled,
}

/** A client certificate, in an entry or with a request. */
export const identityOptions = {
  cert: {
    shape: { kind: 'list', of: source, orOne: true },
    description: 'Certificate, PEM or DER; several files or blocks form its chain, in any order.',
    examples: ['certs/orders.crt'],
  },
  key: {
    shape: source,
    description: 'Private key: PKCS#8, PKCS#1 or SEC1, PEM or DER, plain or encrypted.',
    examples: ['certs/orders.key'],
  },
  pfx: {
    shape: source,
    description: 'PKCS#12 file with the certificate, its key and its chain.',
    examples: ['certs/partner.p12'],
  },
  passphrase: {
    shape: { kind: 'text', secret: true },
    description: 'Passphrase of the key or of the PFX.',
    examples: [`\${ORDERS_KEY_PASSPHRASE}`],
  },
} satisfies Record<string, Option>

const clientCertificateOptions: TableOf<Omit<PemClientCertificateEntry, 'pfx'> & { pfx: unknown }> = {
  name: {
    shape: { kind: 'text' },
    description: 'Name for `request(url, { clientCert: name })`, matchers and messages.',
    examples: ['orders'],
  },
  host: {
    shape: { kind: 'host' },
    description:
      'Host that the certificate is for: a name, an address, `*.x` for every sub-domain of x at any depth, or `*`. May carry a port.',
    examples: ['*.partner.example'],
  },
  port: {
    shape: { kind: 'port' },
    description: "Port that the certificate is for; `'*'` is any.",
    default: 443,
  },
  ...identityOptions,
  servername: {
    shape: { kind: 'text' },
    description: 'Server name to send (SNI) and to verify in place of the host.',
  },
  verify: {
    shape: { kind: 'boolean' },
    description: "`false`: a problem of this host's certificate does not refuse the connection; it is still recorded.",
  },
  enabled,
  optional: {
    shape: { kind: 'boolean' },
    description:
      '`true`: a variable that is not set or empty, or a file that does not exist, is a warning; a request that needs the entry fails with it.',
    default: false,
  },
}

const captureOptions: TableOf<CaptureOptions> = {
  handshakes: {
    shape: { kind: 'boolean' },
    description:
      'Record what passes during handshakes. `false` makes connections a little cheaper and leaves nothing to judge: `status` is `unknown`, and every matcher that needs the record throws.',
    default: true,
  },
  keyLog: {
    shape: { kind: 'text', orFalse: true, place: 'file', words: "a file's path, 'env' or false" },
    description:
      "File that the secrets of every connection are added to, in the NSS key log format that Wireshark reads; `'env'`: the one that `SSLKEYLOGFILE` names, if any; `false`: none. Whoever reads the file reads the traffic.",
    default: false,
    examples: ['env'],
  },
}

const profileOptions: TableOf<ProfileOptions> = {
  ca: {
    shape: {
      kind: 'list',
      orOne: true,
      of: { kind: 'source or object', words: ['system', 'mkcert'], options: caEntryOptions },
    },
    description: "Authorities to trust besides Node's default list.",
    default: [],
    examples: [['certs/internal-ca.pem', { file: 'certs/lab-ca.pem', hosts: ['*.lab.example'] }]],
  },
  trustDefaultCAs: {
    shape: { kind: 'boolean' },
    description: "`false`: trust the authorities of `ca` alone, not Node's own list.",
    default: true,
  },
  crl: {
    shape: { kind: 'list', of: source, orOne: true },
    description:
      'Certificate revocation lists, PEM or DER. With one given, a chain must have a list from each of its issuers.',
    default: [],
  },
  clientCertificates: {
    shape: {
      kind: 'list',
      of: { kind: 'object', options: clientCertificateOptions, required: ['host'], forms: [['cert', 'key'], ['pfx']] },
    },
    description:
      'Client certificates and the hosts that they are for. The most specific entry wins; among equals the last.',
    default: [],
  },
  verify: {
    shape: { kind: 'map', of: { kind: 'boolean' }, keys: 'host', or: { kind: 'boolean' } },
    description:
      "`false`: a problem of a server's certificate does not refuse the connection; it is still recorded. An object says so host by host.",
    default: true,
    examples: [{ '*.lab.example': false }],
  },
  minVersion: {
    shape: { kind: 'text', choices: versions },
    description: 'Lowest version of TLS to offer.',
  },
  maxVersion: {
    shape: { kind: 'text', choices: versions },
    description: 'Highest version of TLS to offer.',
  },
  ciphers: {
    shape: { kind: 'text' },
    description: 'Cipher suites to offer, as Node and OpenSSL spell them.',
    examples: ['TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256'],
  },
  http2: { shape: { kind: 'boolean' }, description: 'Offer HTTP/2.', default: false },
  proxy: {
    shape: { kind: 'text', secret: true, orFalse: true },
    description:
      "URL of a proxy that tunnels (CONNECT); `'env'`: from `HTTPS_PROXY` and `NO_PROXY`, loopback hosts direct; `false`: none.",
    default: 'env',
    examples: ['http://proxy.internal:3128'],
  },
  resumption: {
    shape: { kind: 'boolean' },
    description: 'Resume TLS sessions. A resumed handshake asks for no certificate and shows none.',
    default: false,
  },
  requestOCSP: {
    shape: { kind: 'boolean' },
    description:
      'Ask servers to staple an OCSP response. Some reset a connection that asks; with `false` a revoked certificate may go unnoticed.',
    default: true,
  },
  unusedEntries: {
    shape: { kind: 'text', choices: ['note', 'error', 'ignore'] },
    description:
      'What becomes of entries of `clientCertificates` that no request of a run has used: `note`, a line at its end; `error`, the run fails; `ignore`, nothing.',
    default: 'note',
  },
  capture: {
    shape: { kind: 'object', options: captureOptions },
    description: 'What is kept of connections.',
  },
}

/** Every option of the configuration file. */
export const mtlsOptions: TableOf<MtlsOptions> = {
  $schema: { shape: { kind: 'text' }, description: 'Address of the JSON Schema, for editors; not read.' },
  ...profileOptions,
  profiles: {
    shape: { kind: 'map', of: { kind: 'object', options: profileOptions }, keys: 'profile' },
    description: 'Options by profile: each one that a profile gives replaces the option above of the same name.',
    examples: [{ ci: { ca: ['ci/ca.pem'] } }],
  },
}
