import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Certificate } from '../tls/handshake.ts'
import { checkIdentity, identityOf } from '../verification/server-identity.ts'

/** Node's word on the server's certificate. */
export interface Verdict {
  trusted: boolean
  error?: { code?: string; message: string }
}

/** Node keeps the message of a certificate problem to itself when verification is off. */
interface VerifyingHandle {
  verifyError?: () => NodeJS.ErrnoException | null | undefined
}

/** What Node made of the server's chain, without its name; for the time after the chain came and before `secureConnect`. */
export function chainVerdictOf(socket: TLSSocket): Verdict {
  const error = verifyErrorOf(socket)
  return error === undefined ? { trusted: true } : refusal(error)
}

/** As Node does when a handshake is done: the name is looked at when the chain is good. */
export function withName(chain: Verdict, name: string, leaf: Certificate): Verdict {
  if (!chain.trusted) return chain
  const error = checkIdentity(name, identityOf(new X509Certificate(leaf.pem)))
  return error === undefined ? { trusted: true } : refusal(error)
}

/** What Node made of the server's certificate; `thrown` is the error by which it refused. */
export function verdictOf(socket: TLSSocket, thrown?: NodeJS.ErrnoException): Verdict {
  if (socket.authorized) return { trusted: true }
  const error = thrown ?? verifyErrorOf(socket)
  const code = error?.code ?? authorizationCode(socket)
  return { trusted: false, error: { ...(code === undefined ? {} : { code }), message: error?.message ?? code ?? '' } }
}

function refusal({ code, message }: NodeJS.ErrnoException): Verdict {
  return { trusted: false, error: { ...(code === undefined ? {} : { code }), message } }
}

function verifyErrorOf(socket: TLSSocket): NodeJS.ErrnoException | undefined {
  const handle = (socket as unknown as { _handle?: VerifyingHandle | null })._handle
  return handle?.verifyError?.() ?? undefined
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
