import { X509Certificate } from 'node:crypto'
import { isDer, isJavaKeystore, isPkcs12 } from './file-kind.ts'
import { type PemBlock, readPem, textOf } from './pem.ts'
import { certificatesOfPkcs7 } from './pkcs7.ts'
import { Unusable } from './unusable.ts'

/** Certificates of one file, and the blocks that should have been some. */
export interface CertificateFile {
  certificates: X509Certificate[]
  /** Sentences without subject: `block 2 (line 31) is cut off`. */
  damaged: string[]
}

const certificateLabels = [
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'TRUSTED CERTIFICATE',
  'PKCS7',
  'PKCS #7',
  'PKCS#7',
  'CMS',
]

/** Read PEM with any number of certificates, DER, or PKCS#7 in either. `name` begins the sentences of errors. */
export function readCertificates(bytes: Uint8Array, name: string): CertificateFile {
  const text = textOf(bytes)
  if (!text.includes('-----BEGIN')) return { certificates: readDer(bytes, text, name), damaged: [] }
  const blocks = readPem(text)
  const certificates: X509Certificate[] = []
  const damaged: string[] = []
  for (const [index, block] of blocks.entries()) {
    if (!certificateLabels.includes(block.label)) continue
    const found = parse(block)
    if (typeof found !== 'string') certificates.push(...found)
    else if (blocks.length === 1 && isPkcs12(block.der)) throw notCertificate(block.der, name)
    else damaged.push(`block ${index + 1} (line ${block.line}) ${found}`)
  }
  if (certificates.length === 0 && damaged.length === 0) throw noCertificate(blocks, name)
  return { certificates, damaged }
}

/** AD CS labels PKCS#7 as CERTIFICATE. */
function parse(block: PemBlock): X509Certificate[] | string {
  if (block.damage !== undefined) return block.damage
  const found = certificatesIn(block.der)
  if (found?.length === 0) return 'is PKCS#7 without a certificate'
  return found ?? 'holds no certificate'
}

function certificatesIn(der: Uint8Array): X509Certificate[] | undefined {
  try {
    const first = new X509Certificate(der)
    // Some programs write one after the other.
    const rest = der.subarray(first.raw.length)
    return [first, ...(isDer(rest) ? (certificatesIn(rest) ?? []) : [])]
  } catch {
    return certificatesOfPkcs7(der)
  }
}

function readDer(bytes: Uint8Array, text: string, name: string): X509Certificate[] {
  const found = isDer(bytes) ? certificatesIn(bytes) : undefined
  if (found && found.length > 0) return found
  if (isDer(bytes) || isJavaKeystore(bytes)) throw notCertificate(bytes, name)
  const remedy = /^[A-Za-z0-9+/=\s]+$/.test(text)
    ? 'It looks like base64, but what it stands for is no certificate.'
    : 'Give a certificate, PEM or DER.'
  throw new Unusable(`${name} holds no certificate.`, remedy)
}

function notCertificate(der: Uint8Array, name: string): Unusable {
  if (isJavaKeystore(der)) {
    const convert = "'keytool -importkeystore -srckeystore <file> -destkeystore <file>.p12 -deststoretype pkcs12'"
    return new Unusable(
      `${name} is a keystore in Java's own format.`,
      `Convert it: ${convert}, and name it in \`pfx\`.`,
    )
  }
  const remedy = isPkcs12(der) ? 'It looks like PKCS#12: name it in `pfx`.' : 'Give a certificate, PEM or DER.'
  return new Unusable(`${name} is DER, but no certificate.`, remedy)
}

function noCertificate(blocks: PemBlock[], name: string): Unusable {
  const labels = [...new Set(blocks.map((block) => block.label))].join(', ')
  const remedy = labels.includes('REQUEST')
    ? 'A request is not yet a certificate: give what the authority answered to it.'
    : labels === 'PKCS12'
      ? 'It looks like PKCS#12: name it in `pfx`.'
      : 'Give a certificate, PEM or DER.'
  return new Unusable(`${name} holds no certificate, but ${labels || 'nothing readable'}.`, remedy)
}
