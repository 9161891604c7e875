import { createHash } from 'node:crypto'
import { protocolVersion } from './registry/protocol-versions.ts'

/** The messages of one negotiation, whose hash both peers' Finished messages cover (RFC 8446 4.4.1, RFC 5246 7.4.9). */
export class HandshakeHash {
  #messages: Uint8Array[] | undefined = []

  restart(): void {
    this.#messages = []
  }

  add(message: Uint8Array): void {
    this.#messages?.push(message)
  }

  /** No Finished covers these messages any more, nor what comes before the next ClientHello: it lets go of their bytes. */
  end(): void {
    this.#messages = undefined
  }

  /** A HelloRetryRequest puts the first ClientHello's hash in its place (RFC 8446 4.4.1). */
  replaceByHash(hash: string): void {
    const digest = this.digest(protocolVersion.tls13, hash)
    this.#messages = [Uint8Array.of(messageHash, 0, 0, digest.length), digest]
  }

  /** Before TLS 1.2: MD5 and SHA-1 in a row (RFC 4346 7.4.9). */
  digest(version: number, hash: string): Buffer {
    if (version < protocolVersion.tls12) return Buffer.concat([this.#digest('md5'), this.#digest('sha1')])
    return this.#digest(hash)
  }

  #digest(hash: string): Buffer {
    const state = createHash(hash)
    for (const message of this.#messages ?? []) state.update(message)
    return state.digest()
  }
}

/** HandshakeType of the synthetic message (RFC 8446 section 4). */
const messageHash = 254
