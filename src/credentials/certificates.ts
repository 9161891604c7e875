import { X509Certificate } from 'node:crypto'
import { isPkcs12 } from './file-kind.ts'
import { type PemBlock, readPem, textOf } from './pem.ts'
import { Unusable } from './unusable.ts'

/** Certificates of one file, and the blocks that should have been some. */
export interface CertificateFile {
  certificates: X509Certificate[]
  /** Sentences without subject: `block 2 (line 31) is cut off`. */
  damaged: string[]
}

const certificateLabels = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']

/** Read PEM with any number of certificates, or one in DER. `name` begins the sentences of errors. */
export function readCertificates(bytes: Uint8Array, name: string): CertificateFile {
  const text = textOf(bytes)
  if (!text.includes('-----BEGIN')) return { certificates: [readDer(bytes, text, name)], damaged: [] }
  const blocks = readPem(text)
  const certificates: X509Certificate[] = []
  const damaged: string[] = []
  for (const [index, block] of blocks.entries()) {
    if (!certificateLabels.includes(block.label)) continue
    const certificate = parse(block)
    if (certificate instanceof X509Certificate) certificates.push(certificate)
    else damaged.push(`block ${index + 1} (line ${block.line}) ${certificate}`)
  }
  if (certificates.length === 0 && damaged.length === 0) throw noCertificate(blocks, name)
  return { certificates, damaged }
}

function parse(block: PemBlock): X509Certificate | string {
  if (block.damage !== undefined) return block.damage
  try {
    return new X509Certificate(block.der)
  } catch {
    return 'holds no certificate'
  }
}

function readDer(bytes: Uint8Array, text: string, name: string): X509Certificate {
  try {
    // Every DER certificate is a SEQUENCE.
    if (bytes[0] === 0x30) return new X509Certificate(bytes)
  } catch {
    const remedy = isPkcs12(bytes) ? 'It looks like PKCS#12: name it in `pfx`.' : 'Give a certificate, PEM or DER.'
    throw new Unusable(`${name} is DER, but no certificate.`, remedy)
  }
  const remedy = /^[A-Za-z0-9+/=\s]+$/.test(text)
    ? "This looks like base64 alone: put it between '-----BEGIN CERTIFICATE-----' and '-----END CERTIFICATE-----'."
    : 'Give a certificate, PEM or DER.'
  throw new Unusable(`${name} holds no certificate.`, remedy)
}

function noCertificate(blocks: PemBlock[], name: string): Unusable {
  const labels = [...new Set(blocks.map((block) => block.label))].join(', ')
  const remedy = labels.includes('PKCS7')
    ? "Convert it: 'openssl pkcs7 -print_certs'."
    : labels.includes('REQUEST')
      ? 'A request is not yet a certificate: give what the authority answered to it.'
      : 'Give a certificate, PEM or DER.'
  return new Unusable(`${name} holds no certificate, but ${labels}.`, remedy)
}
