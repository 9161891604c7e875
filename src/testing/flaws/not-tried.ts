import type { IssuedCertificate } from '../issue/issued-certificate.ts'
import { type Attempt, unsendable } from './attempt.ts'
import { curveRefused } from './curve-refused.ts'

/** Why an attempt was none with what it should have shown the server; undefined where nothing speaks against it. */
export function whyNotTried(
  made: Attempt,
  credential: IssuedCertificate | undefined,
  control: Attempt,
): string | undefined {
  const reason = unsendable(made)
  if (reason !== undefined) return `this Node cannot send it (${reason})`
  const { status, chain = [] } = made.handshake?.clientCertificate ?? {}
  if (status === 'resumed') return 'a session was resumed, in which nothing is sent'
  if (credential === undefined) return status === 'sent' ? 'a certificate was sent all the same' : undefined
  if (status === 'empty') return notSent
  const isAnother = status === 'sent' && chain[0]?.fingerprint256 !== credential.certificate.fingerprint256
  if (isAnother) return `another one was sent, ${chain[0]?.subject}: the target has to use the one it is given`
  const [good] = control.handshake?.clientCertificate.chain ?? []
  return good?.publicKey === chain[0]?.publicKey ? undefined : curveRefused(made)
}

export const notSent = 'this client did not send it: the server asks for other kinds of signatures'
