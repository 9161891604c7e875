import { X509Certificate } from 'node:crypto'
import { issuerWords } from './issuer-words.ts'

interface DefaultAuthority {
  der: Buffer
  /** Its bytes, in lower case; without zeros, which stand between the letters in some encodings. */
  text: string
}

/** The certificates of Node's own list that may have issued a certificate, by the words in its issuer's name: to read all takes OpenSSL 25 ms. */
export function defaultAuthoritiesFor({ raw }: X509Certificate): readonly X509Certificate[] {
  const words = issuerWords(raw)
  const key = words.join()
  const known = found.get(key)
  if (known) return known
  all ??= process.getBuiltinModule('node:tls').rootCertificates.map(defaultAuthority)
  const certificates = all
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .map(({ der }) => new X509Certificate(der))
  found.set(key, certificates)
  return certificates
}

let all: readonly DefaultAuthority[] | undefined
const found = new Map<string, readonly X509Certificate[]>()

function defaultAuthority(pem: string): DefaultAuthority {
  const der = Buffer.from(pem.slice(pem.indexOf('\n'), pem.lastIndexOf('\n-')), 'base64')
  return { der, text: der.toString('latin1').toLowerCase().replaceAll('\0', '') }
}
