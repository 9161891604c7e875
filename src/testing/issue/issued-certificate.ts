import { inspect } from 'node:util'
import { readCertificate } from '../../tls/certificate.ts'
import type { Certificate } from '../../tls/handshake.ts'
import { checkArgument, checkOptions } from '../check-call.ts'
import { option, passphrase as passphraseShape, yesOrNo } from '../shapes.ts'
import { pem } from './pem.ts'
import { type WriteOptions, writeCredential } from './write-credential.ts'

/** Where `writeTo` has put the files. */
export interface WrittenCredential {
  cert: string
  key: string
}

/**
 * A certificate with its key. `cert` and `key` are what every place takes that takes these: `request`'s `clientCert`, an
 * entry of the config, Node's TLS options (`{ ...orders, ca }`), an agent. Shows its subject, and never its key.
 */
export class IssuedCertificate {
  /** The certificate and the intermediates above it, without the root, PEM: what TLS sends. */
  readonly cert: string
  /** PKCS#8, PEM. */
  readonly key: string
  readonly #chain: readonly Uint8Array[]

  /** `chain`: DER, leaf first, without the root. */
  constructor(chain: readonly Uint8Array[], key: string) {
    this.#chain = chain
    this.cert = chain.map((der) => pem('CERTIFICATE', der)).join('')
    this.key = key
  }

  /** Each certificate of `cert`, PEM, leaf first. */
  get chain(): string[] {
    return this.#chain.map((der) => pem('CERTIFICATE', der))
  }

  /** The facts of the leaf. */
  get certificate(): Certificate {
    return readCertificate(this.#chain[0]!)
  }

  /** RFC 4514. */
  get subject(): string {
    return this.certificate.subject
  }

  /**
   * Certificate, chain and key as PKCS#12. `legacy`: RC2-40 and 3DES, as older Windows and Java wrote them, which OpenSSL 3
   * reads with its legacy provider alone.
   */
  async toPkcs12(passphrase: string, options: { legacy?: boolean } = {}): Promise<Buffer> {
    checkArgument('toPkcs12()', 'passphrase', passphrase, passphraseShape)
    checkOptions('toPkcs12()', options, { legacy: option(yesOrNo) })
    const { createPkcs12 } = await import('./pkcs12.ts')
    return createPkcs12({ chain: this.#chain, key: this.key, passphrase, ...options })
  }

  /**
   * Writes `<name>.crt` and `<name>.key`, the latter for its owner alone; the folder is made. `name` defaults to the common
   * name. With a `passphrase` the key is encrypted.
   */
  async writeTo(folder: string, options: WriteOptions = {}): Promise<WrittenCredential> {
    return writeCredential(folder, options, this)
  }

  /** What JSON shows of it. */
  toJSON(): object {
    const { subject, issuer, serialNumber, validFrom, validTo, fingerprint256 } = this.certificate
    return { subject, issuer, serialNumber, validFrom, validTo, fingerprint256 }
  }

  [inspect.custom](): string {
    const { subject, issuer, validTo } = this.certificate
    return `IssuedCertificate { ${subject}, issued by ${issuer}, valid until ${validTo} }`
  }
}

/** DER of one certificate in PEM. */
export function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
}
