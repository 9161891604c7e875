import { Unusable } from './unusable.ts'

/** As many take about a second. Programs write 2 000 to 600 000, and GnuTLS 600 000 for the MAC too. */
const mostRounds = { pbkdf2: 2_000_000, mac: 600_000, pkcs12: 500_000 }

/** Rounds of a key derivation, unless a damaged or a hostile file asks for so many that nobody could wait. */
export function boundedRounds(rounds: number, kind: keyof typeof mostRounds): number {
  const most = mostRounds[kind]
  if (rounds >= 1 && rounds <= most) return rounds
  throw new Unusable(
    `The file asks for ${rounds} rounds of key derivation; ${most} at most are read.`,
    "Encrypt it anew: 'openssl pkcs12 -export -iter 100000', or 'openssl pkcs8 -topk8 -v2 aes256 -iter 100000'.",
  )
}
