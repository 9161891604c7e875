import type { Evidence } from '../evidence/evidence.ts'
import type { CertificateProblem, Handshake } from '../tls/handshake.ts'
import { opensslVerifyCodes } from '../verification/openssl-verify-codes.ts'

/**
 * The problem of the server's certificate that says most about why the client ended the connection: one that the owner of a
 * certificate has withdrawn it for, else the one whose code the call failed with. Undefined where the client did not end it for that.
 */
export function refusingProblem({ error }: Evidence, { verification }: Handshake): CertificateProblem | undefined {
  const { enabled, problems } = verification
  if (!enabled || error?.code === undefined) return undefined
  const { code, message } = error
  const named = problems.find((problem) => problem.code === code)
  if (!named && !isVerification(code)) return undefined
  const worded = problems.find((problem) => problem.message.toLowerCase().includes(message.toLowerCase()))
  return problems.find((problem) => problem.class === 'revoked') ?? named ?? worded ?? problems[0]
}

/** Codes by which Node refuses a server's certificate; `UNSPECIFIED` stands for those of OpenSSL that it does not know. */
function isVerification(code: string): boolean {
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' || opensslVerifyCodes.some(({ name }) => name === code)
}
