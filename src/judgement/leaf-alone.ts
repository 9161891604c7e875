import type { Certificate } from '../tls/handshake.ts'

/** Whether the certificate was sent without any other, and is not its own issuer: an intermediate may be missing. */
export function isLeafAlone({ chain: [leaf, ...others] }: { chain: readonly Certificate[] }): boolean {
  return leaf !== undefined && others.length === 0 && leaf.subject !== leaf.issuer
}
