import { createHmac } from 'node:crypto'
import { protocolVersion } from '../registry/protocol-versions.ts'

/** PRF of TLS 1.2 (RFC 5246 section 5) and, with MD5 and SHA-1 joined, of TLS 1.0 and 1.1 (RFC 2246 section 5). */
export function pseudorandom(
  version: number,
  hash: string,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const labelled = Buffer.concat([Buffer.from(label, 'latin1'), seed])
  if (version >= protocolVersion.tls12) return expand(hash, secret, labelled, length)
  // the halves share the middle byte of a secret of odd length
  const half = Math.ceil(secret.length / 2)
  const md5 = expand('md5', secret.subarray(0, half), labelled, length)
  const sha1 = expand('sha1', secret.subarray(secret.length - half), labelled, length)
  return md5.map((byte, index) => byte ^ (sha1[index] as number))
}

/** P_hash */
function expand(hash: string, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length)
  let chain = seed
  for (let filled = 0; filled < length; ) {
    chain = createHmac(hash, secret).update(chain).digest()
    const block = createHmac(hash, secret).update(chain).update(seed).digest()
    output.set(block.subarray(0, length - filled), filled)
    filled += block.length
  }
  return output
}
