import type { Connection } from '../connection/connection.ts'
import { ConnectionError } from '../errors/connection-error.ts'
import { HandshakeError } from '../errors/handshake-error.ts'
import type { MtlsError } from '../errors/mtls-error.ts'
import { abortCodes, clientDestroyed } from '../evidence/abort-codes.ts'
import { attachEvidence } from '../evidence/evidence.ts'
import type { Judgement } from '../evidence/judgement.ts'
import { judge } from '../judgement/judge.when-needed.ts'
import type { CallEvidence } from './call-evidence.ts'
import { TimeoutReason } from './deadline.ts'

/** Words the raw error of an exchange, and attaches the evidence to what the caller gets. */
export function failureOf(raw: unknown, evidence: CallEvidence, connection: Connection | undefined): MtlsError {
  // That the connection fails too is what an abort does, and what its client does.
  const isAbort = abortCodes.test(codeOf(raw) ?? '')
  const isOurs = isAbort || codeOf(raw) === clientDestroyed
  const cause = isOurs ? raw : (connection?.failure ?? raw)
  const code = opensslName(codeOf(cause), connection) ?? codeOf(raw) ?? 'ERR_MTLS_REQUEST_FAILED'
  if (raw instanceof TimeoutReason) evidence.limit = raw.limit
  const name = isAbort ? (raw as Error).name : 'ConnectionError'
  const error = { name, code, message: messageOf(cause) }
  evidence.error = error
  const read = connection?.reached ? () => connection.handshake : undefined
  const judgement = judge(evidence)
  const isTls = connection !== undefined && read !== undefined && isFailureOfTls(judgement, connection, code)
  if (isTls) error.name = 'HandshakeError'
  const { cause: what, remedy } = judgement
  const message = remedy === undefined ? what : `${what} ${remedy}`
  const made = isTls
    ? new HandshakeError(message, code, read, { cause })
    : new ConnectionError(message, code, read, { cause })
  attachEvidence(made, evidence)
  return made
}

/** Node says `UNSPECIFIED` for most of OpenSSL's reasons to refuse a certificate; the problem that it means has OpenSSL's name. */
function opensslName(code: string | undefined, connection: Connection | undefined): string | undefined {
  if (code !== 'UNSPECIFIED') return code
  const { problems } = connection?.handshake.verification ?? { problems: [] }
  return problems.find((problem) => problem.code !== undefined)?.code ?? code
}

/** TLS failed, or the server refused on TLS grounds: by an alert, or by hanging up on the certificate it had asked for. */
function isFailureOfTls(judgement: Judgement, connection: Connection, code: string): boolean {
  const { party, means, subject, certainty } = judgement
  if (means === 'time-limit' || (party === 'client' && means === 'close')) return false
  // OpenSSL's own errors are of TLS, whether or not the alert was recorded.
  if (!connection.isSecure || means === 'alert' || code.startsWith('ERR_SSL_')) return true
  return subject.kind === 'client-certificate' && certainty !== 'likely'
}

// Errors of another realm are not `instanceof Error`.
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

function messageOf(error: unknown): string {
  const message = (error as { message?: unknown } | null)?.message
  return typeof message === 'string' ? message : String(error)
}
