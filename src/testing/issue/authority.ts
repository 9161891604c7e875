import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { inspect } from 'node:util'
import { readCertificate } from '../../tls/certificate.ts'
import type { Certificate } from '../../tls/handshake.ts'
import { checkArgument, checkOptions } from '../check-call.ts'
import { quoted } from '../quoted.ts'
import { certificate, choice, date, option } from '../shapes.ts'
import type { AuthorityLevel } from './authority-level.ts'
import { certificateOptions, serverCertificateOptions } from './certificate-option-table.ts'
import type { CertificateOptions, ServerCertificateOptions } from './certificate-options.ts'
import { issueCertificate } from './issue-certificate.ts'
import { issueLevel, keyFor } from './issue-level.ts'
import { IssuedCertificate, type WrittenCredential } from './issued-certificate.ts'
import { pkcs8 } from './key-pair.ts'
import { createOcspResponse, type OcspResponseOptions, ocspResponseOptions } from './ocsp-response.ts'
import { pem } from './pem.ts'
import { createRevocationList, type RevocationListOptions, revocationListOptions } from './revocation-list.ts'
import { type RevocationReason, revocationReasons } from './revocation-reason.ts'
import { type WriteOptions, writeCredential } from './write-credential.ts'

const revokeOptions = { at: option(date), reason: option(choice(...Object.keys(revocationReasons))) }

/** What names a certificate: an issued one, PEM, or a serial number in hexadecimal. */
export type CertificateInput = IssuedCertificate | { cert: string } | string

/**
 * An authority, with the intermediates that it issues by. `ca` is what every place takes that takes authorities to trust,
 * and `request`, the config and `serve` take the authority itself. Shows its subject, and never its key.
 */
export class Authority {
  /** The certificate to trust, PEM. */
  readonly ca: string
  /** The authority that issues first, the one to trust last. */
  readonly #levels: readonly AuthorityLevel[]

  /** `levels`: the one that issues first, the one to trust last. */
  constructor(levels: readonly AuthorityLevel[]) {
    this.#levels = levels
    this.ca = pem('CERTIFICATE', levels.at(-1)!.certificate)
  }

  /** As `ca`. */
  get cert(): string {
    return this.ca
  }

  /** Key of the authority that issues, PKCS#8, PEM. */
  get key(): string {
    return pkcs8(this.#issuing.signingKey())
  }

  /** The facts of the certificate that issues. */
  get certificate(): Certificate {
    return readCertificate(this.#issuing.certificate)
  }

  /** Subject of the authority that issues, RFC 4514. */
  get subject(): string {
    return this.certificate.subject
  }

  /** The intermediates, the one that issues first, without the root, PEM each. */
  get intermediates(): string[] {
    return this.#levels.slice(0, -1).map(({ certificate }) => pem('CERTIFICATE', certificate))
  }

  /** A client's certificate; `CN=client` unless told otherwise. */
  async issueClientCertificate(options: CertificateOptions = {}): Promise<IssuedCertificate> {
    checkOptions('issueClientCertificate()', options, certificateOptions)
    return this.#issue({ subject: 'CN=client', extendedKeyUsage: ['clientAuth'], ...options })
  }

  /** A server's certificate; for localhost and its addresses unless told otherwise. */
  async issueServerCertificate(options: ServerCertificateOptions = {}): Promise<IssuedCertificate> {
    checkOptions('issueServerCertificate()', options, serverCertificateOptions)
    const { hosts = loopbackHosts, ...rest } = options
    const names = hosts.map(nameOfHost)
    const isRsa = /^RSA \d/.test(rest.keyType ?? '')
    return this.#issue({
      subject: hosts[0] === undefined ? 'CN=server' : { CN: hosts[0] },
      extendedKeyUsage: ['serverAuth'],
      // RSA key exchange of TLS 1.2 encrypts
      ...(isRsa && { keyUsage: ['digitalSignature', 'keyEncipherment'] as const }),
      ...rest,
      subjectAltNames: [...names, ...(rest.subjectAltNames ?? [])],
    })
  }

  /** A certificate for whatever the options say; no purpose unless they name one. */
  async issueCertificate(options: CertificateOptions = {}): Promise<IssuedCertificate> {
    checkOptions('issueCertificate()', options, certificateOptions)
    return this.#issue({ subject: 'CN=certificate', ...options })
  }

  /** An authority below this one. What it issues brings it along. */
  async issueIntermediate(options: CertificateOptions = {}): Promise<Authority> {
    checkOptions('issueIntermediate()', options, certificateOptions)
    const level = await issueLevel(options, 'CN=Test Intermediate', this.#issuing.issuer)
    return new Authority([level, ...this.#levels])
  }

  /** From now on the certificate is on the lists of `crl()`, and `revoked` for `ocspResponse()`. */
  revoke(certificate: CertificateInput, options: { at?: Date | string; reason?: RevocationReason } = {}): void {
    checkOptions('revoke()', options, revokeOptions)
    const { at = Date.now(), reason = 'unspecified' } = options
    const { level, serialNumber } = this.#find(certificate, 'revoke()')
    level.revoke(serialNumber, { at: new Date(at), reason })
  }

  /**
   * The revocation lists of this authority and of those above it, one PEM block each, as servers read them from one file.
   * Each holds a serial number that the flaw `revoked` uses.
   */
  crl(options: RevocationListOptions = {}): string {
    return this.crls(options).join('')
  }

  /** The same one by one, for Node's own `crl` option, which reads only the first of a text. */
  crls(options: RevocationListOptions = {}): string[] {
    checkOptions('crl()', options, revocationListOptions)
    const levels = this.#levels.filter(({ hasKey }) => hasKey)
    return levels.map((level) => pem('X509 CRL', createRevocationList(level, options)))
  }

  /** An OCSP response in DER, to staple: `server.on('OCSPRequest', (c, i, done) => done(null, response))`. */
  ocspResponse(certificate: CertificateInput, options: OcspResponseOptions = {}): Buffer {
    checkOptions('ocspResponse()', options, ocspResponseOptions)
    const { level, serialNumber } = this.#find(certificate, 'ocspResponse()')
    return createOcspResponse(level, serialNumber, options)
  }

  /** Writes the certificates, root last, and the key of the one that issues: what `loadAuthority` reads. */
  async writeTo(folder: string, options: WriteOptions = {}): Promise<WrittenCredential> {
    const cert = this.#levels.map(({ certificate }) => pem('CERTIFICATE', certificate)).join('')
    return writeCredential(folder, options, { subject: this.subject, cert, key: this.key })
  }

  /** What JSON shows of it. */
  toJSON(): object {
    const { subject, issuer, serialNumber, validFrom, validTo, fingerprint256 } = this.certificate
    return { subject, issuer, serialNumber, validFrom, validTo, fingerprint256 }
  }

  [inspect.custom](): string {
    return `Authority { ${this.#levels.map(({ certificate }) => readCertificate(certificate).subject).join(', under ')} }`
  }

  get #issuing(): AuthorityLevel {
    return this.#levels[0]!
  }

  /** For the kit's own use. */
  static levelsOf(authority: Authority): readonly AuthorityLevel[] {
    return authority.#levels
  }

  async #issue(options: CertificateOptions): Promise<IssuedCertificate> {
    const key = await keyFor(options)
    const certificate = await issueCertificate(options, key, this.#issuing.issuer)
    const above = this.#levels.slice(0, -1).map((level) => level.certificate)
    return new IssuedCertificate([certificate, ...above], pkcs8(key))
  }

  #find(input: CertificateInput, call: string): { level: AuthorityLevel; serialNumber: string } {
    checkArgument(call, 'certificate', input, certificate)
    if (typeof input === 'string' && /^[0-9a-f]+$/i.test(input)) return { level: this.#issuing, serialNumber: input }
    const parsed = new X509Certificate(typeof input === 'string' ? input : input.cert)
    const level = this.#levels.find((one) => one.hasIssued(parsed))
    if (level !== undefined) return { level, serialNumber: parsed.serialNumber.toLowerCase() }
    const subject = readCertificate(parsed.raw).subject
    throw new TypeError(`${subject} was not issued by ${this.subject} or an authority above it.`)
  }
}

function nameOfHost(host: string): string {
  if (isIP(host.replace(/^\[|\]$/g, '')) > 0) return `IP:${host}`
  if (!/[\s/:]|^$/.test(host)) return `DNS:${host}`
  throw new TypeError(
    `"hosts": ${quoted(host)} is no name of a host and no address; write localhost or 127.0.0.1, without scheme and port.`,
  )
}

const loopbackHosts = ['localhost', '127.0.0.1', '::1']
