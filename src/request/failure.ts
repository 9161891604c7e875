import type { Connection } from '../connection/connection.ts'
import { ConnectionError } from '../errors/connection-error.ts'
import { HandshakeError } from '../errors/handshake-error.ts'
import type { MtlsError } from '../errors/mtls-error.ts'
import { attachEvidence } from '../evidence/evidence.ts'
import { diagnose } from '../judgement/diagnose.when-needed.ts'
import type { Alert } from '../tls/handshake.ts'
import type { CallEvidence } from './call-evidence.ts'

/** RFC 8446 6.1: the ways to say goodbye that refuse nothing. */
const goodbyes = ['close_notify', 'user_canceled']

/** Words the raw error of an exchange, and attaches the evidence to what the caller gets. */
export function failureOf(raw: unknown, evidence: CallEvidence, connection: Connection | undefined): MtlsError {
  const cause = connection?.failure ?? raw
  const code = opensslName(codeOf(cause), connection) ?? codeOf(raw) ?? 'ERR_MTLS_REQUEST_FAILED'
  const read = connection?.reached ? () => connection.handshake : undefined
  const isTls = connection !== undefined && read !== undefined && isRefusal(connection, code)
  evidence.error = { name: isTls ? 'HandshakeError' : 'ConnectionError', code, message: messageOf(cause) }
  const { cause: what, remedy } = diagnose(evidence)
  const message = `${what} ${remedy}`
  const error = isTls
    ? new HandshakeError(message, code, read, { cause })
    : new ConnectionError(message, code, read, { cause })
  attachEvidence(error, evidence)
  return error
}

/** Node says `UNSPECIFIED` for most of OpenSSL's reasons to refuse a certificate; the problem that it means has OpenSSL's name. */
function opensslName(code: string | undefined, connection: Connection | undefined): string | undefined {
  if (code !== 'UNSPECIFIED') return code
  const { problems } = connection?.handshake.verification ?? { problems: [] }
  return problems.find((problem) => problem.code !== undefined)?.code ?? code
}

/** TLS failed, or the server refused on TLS grounds: by an alert, or by hanging up on the certificate it had asked for. */
function isRefusal(connection: Connection, code: string): boolean {
  if (code === 'ETIMEDOUT') return false
  // OpenSSL's own errors are of TLS, whether or not the alert was recorded.
  if (!connection.isSecure || code.startsWith('ERR_SSL_')) return true
  const { alerts, clientCertificate } = connection.handshake
  if (alerts.some(isServerRefusal)) return true
  return clientCertificate.request !== undefined && !connection.hasAnswered
}

function isServerRefusal({ from, description }: Alert): boolean {
  return from === 'server' && !goodbyes.includes(description)
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
