import type { TLSSocket } from 'node:tls'
import type { Verdict } from './connection.ts'

/** Node keeps the message of a certificate problem to itself when verification is off. */
interface VerifyingHandle {
  verifyError?: () => NodeJS.ErrnoException | null | undefined
}

/** What Node made of the server's certificate; `thrown` is the error by which it refused. */
export function verdictOf(socket: TLSSocket, thrown?: NodeJS.ErrnoException): Verdict {
  if (socket.authorized) return { trusted: true }
  const handle = (socket as unknown as { _handle?: VerifyingHandle | null })._handle
  const error = thrown ?? handle?.verifyError?.() ?? undefined
  const code = error?.code ?? authorizationCode(socket)
  return { trusted: false, error: { ...(code === undefined ? {} : { code }), message: error?.message ?? code ?? '' } }
}

/** Whether `error` is Node's refusal of the server's certificate. */
export function isVerificationFailure(socket: TLSSocket, error: NodeJS.ErrnoException): boolean {
  const code = authorizationCode(socket)
  return code !== undefined && (code === error.code || code === error.message)
}

function authorizationCode(socket: TLSSocket): string | undefined {
  // A string in practice; the declared type is Error.
  const reason: unknown = socket.authorizationError
  return reason == null ? undefined : String(reason)
}
