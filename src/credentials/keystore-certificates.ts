import { X509Certificate } from 'node:crypto'
import { isJavaKeystore, isPkcs12 } from './file-kind.ts'
import { trustedCertificatesOf } from './java-keystore.ts'
import { readPkcs12 } from './pkcs12.ts'
import { Unusable } from './unusable.ts'

/** Java's own for its stores, and what keytool's manual uses. */
const usualPassphrases = ['changeit', '']

/** The authorities of a truststore, PKCS#12 or Java's own; undefined for what is neither. @throws Unusable */
export function certificatesOfKeystore(
  bytes: Uint8Array,
  passphrase: string | undefined,
  name: string,
): X509Certificate[] | undefined {
  if (isJavaKeystore(bytes)) return ofJavaKeystore(bytes, name)
  return isPkcs12(bytes) ? ofPkcs12(bytes, passphrase, name) : undefined
}

function ofJavaKeystore(bytes: Uint8Array, name: string): X509Certificate[] {
  const certificates = trustedCertificatesOf(bytes)
  if (certificates && certificates.length > 0) return certificates
  throw new Unusable(
    `${name} is a keystore in Java's own format, ${certificates ? 'without an authority that it trusts' : 'and damaged'}.`,
    "Write the authority to a file of its own: 'keytool -exportcert -rfc -alias <alias> -keystore <file>'.",
  )
}

function ofPkcs12(bytes: Uint8Array, passphrase: string | undefined, name: string): X509Certificate[] {
  const { keys, certificates } = open(bytes, passphrase, name)
  if (keys.length > 0) {
    throw new Unusable(
      `${name} holds a private key, and \`ca\` takes authorities alone.`,
      'Name it in `pfx` of a client certificate, or export the authorities: `openssl pkcs12 -nokeys -cacerts`.',
    )
  }
  if (certificates.length === 0) throw new Unusable(`${name} holds no certificate.`, 'Give a certificate, PEM or DER.')
  try {
    return certificates.map((der) => new X509Certificate(der))
  } catch {
    throw new Unusable(`${name} holds a certificate that OpenSSL cannot read.`, 'Export it anew.')
  }
}

function open(bytes: Uint8Array, passphrase: string | undefined, name: string) {
  if (passphrase !== undefined) return readPkcs12(bytes, passphrase, name)
  for (const usual of usualPassphrases) {
    try {
      return readPkcs12(bytes, usual, name)
    } catch (error) {
      if (!(error instanceof Unusable && error.isPassphrase)) throw error
    }
  }
  throw new Unusable(
    `${name} has a passphrase, and it is not 'changeit'.`,
    'Give the passphrase: { file, passphrase }.',
    { isPassphrase: true },
  )
}
