import { Reader } from '../reader.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'
import { CbcProtection } from './cbc-protection.ts'
import type { CipherAlgorithm } from './cipher-algorithm.ts'
import { pseudorandom } from './pseudorandom-function.ts'
import type { RecordProtection } from './record-protection.ts'
import { Tls12AeadProtection } from './tls12-aead-protection.ts'

/** What a TLS 1.2 (or older) handshake agreed on. */
export interface Tls12Agreement {
  version: number
  algorithm: CipherAlgorithm
  masterSecret: Uint8Array
  clientRandom: Uint8Array
  serverRandom: Uint8Array
  encryptThenMac: boolean
}

/** The read states of both directions, cut from the key block (RFC 5246 6.3). */
export function tls12Keys(agreement: Tls12Agreement): { client: RecordProtection; server: RecordProtection } {
  const { version, algorithm, masterSecret, clientRandom, serverRandom, encryptThenMac } = agreement
  const macLength = algorithm.mode === 'cbc' ? macLengths[algorithm.mac] : 0
  const ivLength = fixedIvLength(algorithm, version)
  const length = 2 * (macLength + algorithm.keyLength + ivLength)
  const seed = Buffer.concat([serverRandom, clientRandom])
  const block = pseudorandom(version, algorithm.hash, masterSecret, 'key expansion', seed, length)
  const reader = new Reader(block, 'key_block')
  const pair = (size: number, field: string) => ({
    client: reader.bytes(size, `client_write_${field}`),
    server: reader.bytes(size, `server_write_${field}`),
  })
  const [macKey, key, iv] = [pair(macLength, 'MAC_key'), pair(algorithm.keyLength, 'key'), pair(ivLength, 'IV')]
  const protection = (peer: 'client' | 'server') =>
    algorithm.mode === 'cbc'
      ? new CbcProtection({ algorithm, version, encryptThenMac, macKey: macKey[peer], key: key[peer], iv: iv[peer] })
      : new Tls12AeadProtection(algorithm, key[peer], iv[peer])
  return { client: protection('client'), server: protection('server') }
}

const macLengths = { md5: 16, sha1: 20, sha256: 32, sha384: 48 }

/** Salt of GCM (RFC 5288) and CCM (RFC 6655), whole IV of ChaCha20 (RFC 7905), first IV of CBC in TLS 1.0 (RFC 2246 6.3). */
function fixedIvLength({ mode, blockLength }: CipherAlgorithm, version: number): number {
  if (mode === 'chacha20') return 12
  if (mode !== 'cbc') return 4
  return version === protocolVersion.tls10 ? blockLength : 0
}
