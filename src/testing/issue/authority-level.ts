import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import { type ParsedCertificate, parseCertificate } from '../../tls/parsed-certificate.ts'
import type { CertificateIssuer } from './issue-certificate.ts'
import { keyIdentifierOf } from './key-identifier.ts'
import type { RevocationReason } from './revocation-reason.ts'

export interface Revocation {
  at: Date
  reason: RevocationReason
}

/** One authority of a path: its certificate, its key where that is known, and what it has revoked. */
export class AuthorityLevel implements Pick<CertificateIssuer, 'name'> {
  readonly certificate: Uint8Array
  /** By serial number, hexadecimal in lower case. */
  readonly revoked = new Map<string, Revocation>()
  readonly #key: KeyObject | undefined
  readonly #name: Uint8Array | undefined
  #parsed: ParsedCertificate | undefined
  #read: X509Certificate | undefined

  /** `name`: its subject, DER, where its key has the usual identifier. Without it, both are read from the certificate. */
  constructor(certificate: Uint8Array, key?: KeyObject, name?: Uint8Array) {
    this.#name = name
    this.certificate = certificate
    this.#key = key
    this.revoked.set(this.revokedSerialNumber, { at: new Date(Date.now() - 3_600_000), reason: 'keyCompromise' })
  }

  /** Its subject as it is encoded, DER. */
  get name(): Uint8Array {
    return this.#name ?? this.#facts.subject!.der
  }

  /** SHA-1 of its public key's bits, as OCSP wants it. */
  get keyIdentifier(): Buffer {
    return keyIdentifierOf(this.#key ?? this.#x509.publicKey)
  }

  get #facts(): ParsedCertificate {
    this.#parsed ??= parseCertificate(this.certificate)
    return this.#parsed
  }

  /** As Node reads it: not before somebody needs that. */
  get #x509(): X509Certificate {
    this.#read ??= new X509Certificate(this.certificate)
    return this.#read
  }

  get hasKey(): boolean {
    return this.#key !== undefined
  }

  /** @throws TypeError where the key is not known */
  signingKey(): KeyObject {
    if (this.#key !== undefined) return this.#key
    throw new TypeError(
      `The key of ${this.#x509.subject.replaceAll('\n', ', ')} is not known, so nothing can be signed by it.`,
    )
  }

  /** As issuer. A loaded authority may have another identifier of its key than the usual one: certificates name that. */
  get issuer(): CertificateIssuer {
    const own = this.#name === undefined ? this.#facts.subjectKeyIdentifier : undefined
    const keyIdentifier = own === undefined ? this.keyIdentifier : Buffer.from(own, 'hex')
    return { name: this.name, key: this.signingKey(), keyIdentifier }
  }

  /**
   * A serial number that every revocation list of this authority holds, the same in every process: a certificate that has
   * it is refused by a server that was given a list before.
   */
  get revokedSerialNumber(): string {
    return `5${createHash('sha256').update('revoked').update(this.certificate).digest('hex').slice(0, 31)}`
  }

  hasIssued(certificate: X509Certificate): boolean {
    return certificate.checkIssued(this.#x509) && certificate.verify(this.#x509.publicKey)
  }

  revoke(serialNumber: string, revocation: Revocation): void {
    this.revoked.set(serialNumber.toLowerCase(), revocation)
  }
}
