import type { TLSSocket } from 'node:tls'
import { readCertificate } from '../../tls/certificate.ts'
import { classOfNodeError, codeOfNodeError } from '../../verification/problem-class-of.ts'
import type { ClientVerdict } from './served-connection.ts'
import { alertFor, alertForNone } from './verify-alerts.ts'

/** What OpenSSL made of a client's certificate, and the alert by which its own server would say so. */
export interface ServerVerdict extends ClientVerdict {
  sent: boolean
  /** Number of the alert; absent: nothing is wrong. */
  alert?: number
}

interface VerifyingHandle {
  verifyError?: () => NodeJS.ErrnoException | null | undefined
}

/** To be called when the handshake is done. A client that sent none gets no problem, only the alert for it. */
export function verdictOf(socket: TLSSocket): ServerVerdict {
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return { sent: false, alert: alertForNone(socket.getProtocol()) }
  // Node keeps what OpenSSL said to itself where it does not refuse by itself
  const handle = (socket as unknown as { _handle?: VerifyingHandle | null })._handle
  const error = handle?.verifyError?.()
  if (error == null) return { sent: true }
  const { message } = error
  const facts = { message, ...(error.code !== undefined && { code: error.code }) }
  const code = codeOfNodeError(facts) ?? 'UNSPECIFIED'
  const { subject } = readCertificate(certificate.raw)
  return { sent: true, alert: alertFor(code), problem: { class: classOfNodeError(facts), code, message, subject } }
}
