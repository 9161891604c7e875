import { createHmac } from 'node:crypto'
import type { Peer } from './handshake.ts'
import type { HandshakeHash } from './handshake-hash.ts'
import type { KeyLog, KeyLogLabel } from './key-log.ts'
import type { ServerHello } from './messages/server-hello.ts'
import { type CipherAlgorithm, cipherAlgorithm } from './protection/cipher-algorithm.ts'
import { expandLabel } from './protection/hkdf.ts'
import { NoProtection } from './protection/no-protection.ts'
import { pseudorandom } from './protection/pseudorandom-function.ts'
import type { RecordProtection } from './protection/record-protection.ts'
import { tls12Keys } from './protection/tls12-keys.ts'
import { Tls13Protection } from './protection/tls13-protection.ts'
import { cipherSuiteName } from './registry/cipher-suites.ts'
import { protocolVersion } from './registry/protocol-versions.ts'

/** The keys that one ClientHello and ServerHello lead to, out of the key log. */
export class ConnectionKeys {
  readonly #keyLog: KeyLog
  readonly #clientRandom: Uint8Array
  readonly #serverHello: ServerHello
  readonly #algorithm: CipherAlgorithm | undefined

  constructor(keyLog: KeyLog, clientRandom: Uint8Array, serverHello: ServerHello) {
    this.#keyLog = keyLog
    this.#clientRandom = clientRandom
    this.#serverHello = serverHello
    this.#algorithm = cipherAlgorithm(serverHello.cipherSuite)
  }

  get isTls13(): boolean {
    return this.#serverHello.version === protocolVersion.tls13
  }

  /** Protection of a peer's TLS 1.3 records (RFC 8446 7.3). */
  tls13(from: Peer, epoch: 'handshake' | 'application'): RecordProtection {
    const label = trafficSecrets[epoch][from]
    const secret = this.#secret(label)
    if (this.#algorithm === undefined) return this.#unreadSuite()
    return secret === undefined ? noSecret(label) : new Tls13Protection(this.#algorithm, secret)
  }

  /** Protection of a peer's records after its ChangeCipherSpec, in TLS 1.2 and older. */
  tls12(from: Peer): RecordProtection {
    const { version, random: serverRandom, encryptThenMac } = this.#serverHello
    const [algorithm, clientRandom, masterSecret] = [this.#algorithm, this.#clientRandom, this.#secret('CLIENT_RANDOM')]
    if (algorithm === undefined) return this.#unreadSuite()
    if (masterSecret === undefined) return noSecret('CLIENT_RANDOM')
    return tls12Keys({ version, algorithm, masterSecret, clientRandom, serverRandom, encryptThenMac })[from]
  }

  /** Whether a peer's Finished covers the messages before it; undefined where its key is unknown. */
  verifies(from: Peer, verifyData: Uint8Array, messages: HandshakeHash): boolean | undefined {
    const expected = this.isTls13 ? this.#tls13Finished(from, messages) : this.#tls12Finished(from, messages)
    return expected && Buffer.from(expected).equals(verifyData)
  }

  /** RFC 8446 4.4.4 */
  #tls13Finished(from: Peer, messages: HandshakeHash): Uint8Array | undefined {
    const secret = this.#secret(trafficSecrets.handshake[from])
    if (secret === undefined || this.#algorithm === undefined) return undefined
    const { hash } = this.#algorithm
    const key = expandLabel(hash, secret, 'finished', secret.length)
    return createHmac(hash, key).update(messages.digest(this.#serverHello.version, hash)).digest()
  }

  /** RFC 5246 7.4.9 */
  #tls12Finished(from: Peer, messages: HandshakeHash): Uint8Array | undefined {
    const secret = this.#secret('CLIENT_RANDOM')
    if (secret === undefined || this.#algorithm === undefined) return undefined
    const { version } = this.#serverHello
    const { hash } = this.#algorithm
    return pseudorandom(version, hash, secret, `${from} finished`, messages.digest(version, hash), verifyDataLength)
  }

  #secret(label: KeyLogLabel): Uint8Array | undefined {
    return this.#keyLog.secret(label, this.#clientRandom)
  }

  #unreadSuite(): NoProtection {
    return new NoProtection('a cipher suite that can be decrypted here', cipherSuiteName(this.#serverHello.cipherSuite))
  }
}

const trafficSecrets = {
  handshake: { client: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', server: 'SERVER_HANDSHAKE_TRAFFIC_SECRET' },
  application: { client: 'CLIENT_TRAFFIC_SECRET_0', server: 'SERVER_TRAFFIC_SECRET_0' },
} as const

const verifyDataLength = 12

function noSecret(label: KeyLogLabel): NoProtection {
  return new NoProtection(`${label} in the connection's key log`, 'none')
}
