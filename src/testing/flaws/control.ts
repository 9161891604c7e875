import { readCertificate } from '../../tls/certificate.ts'
import type { Attempt } from './attempt.ts'
import { firstLine } from './error-chain.ts'
import { type GoodCertificate, publicGoodCertificate, readGoodCertificate } from './good-certificate.ts'
import { saysNothing } from './judge-attempt.ts'
import { reactionOf } from './reaction.ts'
import type { RejectFlawedOptions } from './reject-flawed-options.ts'

/** Statuses by which a good certificate is not accepted. */
const refusing = [400, 401, 403, 495, 496]

/**
 * The good certificate, once it was accepted. Without a control nothing is proven: a server that refuses everybody, or asks
 * nobody, would pass.
 */
export async function acceptedCertificate(
  control: Attempt,
  like: RejectFlawedOptions['like'],
  call: string,
): Promise<{ certificate: GoodCertificate; leaf: string }> {
  const refusal = whyNotAccepted(control)
  if (refusal !== undefined) {
    throw new Error(`${call}: the good certificate was ${refusal}, so nothing is proven.${errorOf(control)}`, {
      cause: control.error,
    })
  }
  const sent = control.handshake?.clientCertificate
  if (sent !== undefined && sent.status !== 'sent') {
    throw new Error(`${call}: the server ${unsent[sent.status]} the good certificate, so nothing is proven.`)
  }
  const known = typeof like === 'string' ? undefined : await readGoodCertificate(like)
  const certificate: GoodCertificate | undefined =
    known ?? (sent && publicGoodCertificate(sent.chain.map(({ pem }) => pem)))
  if (certificate === undefined) {
    throw new TypeError(
      `${call}: give the good certificate itself as "like": what the function returns does not tell it.`,
    )
  }
  const leaf = readCertificate(certificate.chain[0]!)
  if (sent !== undefined && sent.chain[0]?.fingerprint256 !== leaf.fingerprint256) {
    throw new Error(
      `${call}: ${sent.chain[0]?.subject} was sent in place of the good certificate, so nothing is proven: the target has to use the one it is given.`,
    )
  }
  return { certificate, leaf: leaf.subject }
}

/**
 * A server that limits, fails or answers only once would seem to refuse the flawed ones.
 * @throws Error where the good one was not treated again as at first
 */
export function checkAgain(first: Attempt, again: readonly Attempt[], call: string): void {
  const other = again.find((made) => made.status !== first.status || whyNotAccepted(made) !== undefined)
  if (other === undefined) return
  const [before, after] = [first, other].map((made) => whyNotAccepted(made) ?? acceptedBy(made))
  throw new Error(
    `${call}: the good certificate was ${before} at first, and ${after} when it was sent again among the flawed ones, so that what differs from it proves nothing.${errorOf(other)} The request has to be one that can be repeated, and the server must not limit how often; "only" and "except" make the tries fewer.`,
    { cause: other.error },
  )
}

function acceptedBy({ status }: Attempt): string {
  return status === undefined ? 'accepted' : `answered by ${status}`
}

function whyNotAccepted(made: Attempt): string | undefined {
  const { status } = made
  const { kind } = reactionOf(made)
  if (status !== undefined) {
    return kind === 'refused' || refusing.includes(status) || saysNothing(status) ? `answered by ${status}` : undefined
  }
  return kind === 'answered' ? undefined : 'not accepted'
}

function errorOf({ error, status }: Attempt): string {
  return error === undefined || status !== undefined ? '' : ` ${firstLine(error)}`
}

const unsent = {
  empty: 'asked, and this client did not send',
  'not-requested': 'never asked for',
  resumed: 'resumed a session instead of asking for',
  unknown: 'exchanged what could not be read about',
} as const
