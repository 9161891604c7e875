import { createHash, type KeyObject, type X509Certificate } from 'node:crypto'
import { Secret } from '../config/secret.ts'
import { readCertificate } from '../tls/certificate.when-needed.ts'
import type { Certificate } from '../tls/handshake.ts'
import type { FaultFacts } from './fault.ts'

/** An identity whose other forms are made when they are first asked for: the start of a run checks many that it does not use. */
export class KeyedChain {
  readonly chain: readonly X509Certificate[]
  readonly remarks: readonly FaultFacts[]
  readonly #key: KeyObject
  #leaf: Certificate | undefined
  #certificates: string | undefined
  #exported: Secret<string> | undefined
  #digest: string | undefined

  constructor(chain: readonly X509Certificate[], key: KeyObject, remarks: readonly FaultFacts[]) {
    this.chain = chain
    this.remarks = remarks
    this.#key = key
  }

  get leaf(): Certificate {
    this.#leaf ??= readCertificate(this.chain[0]!.raw)
    return this.#leaf
  }

  get certificates(): string {
    this.#certificates ??= this.chain.map((certificate) => certificate.toString()).join('')
    return this.#certificates
  }

  get key(): Secret<string> {
    this.#exported ??= new Secret(this.#key.export({ type: 'pkcs8', format: 'pem' }) as string)
    return this.#exported
  }

  get digest(): string {
    this.#digest ??= this.chain
      .reduce((hash, { fingerprint256 }) => hash.update(fingerprint256), createHash('sha256'))
      .digest('hex')
    return this.#digest
  }
}
