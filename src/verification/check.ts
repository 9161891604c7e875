import type { CertificateProblem, CertificateProblemClass } from '../tls/handshake.ts'
import type { CertificationPath } from './certification-path.ts'
import type { PathCertificate } from './path-certificate.ts'
import type { RevocationList } from './revocation-list.ts'

/** What the checks look at. */
export interface CheckInput extends CertificationPath {
  /** The server's certificate. */
  leaf: PathCertificate
  /** Name or address that the certificate has to be for. */
  host: string
  at: Date
  /** OpenSSL's, 0 to 5. */
  securityLevel: number
  /** Absent: nothing is looked up. */
  revocationLists?: readonly RevocationList[] | undefined
}

/** One kind of problem. */
export type Check = (input: CheckInput) => Finding[]

/** A problem that a check has found. */
export interface Finding extends CertificateProblem {
  /** OpenSSL's names for it; none: OpenSSL does not list it. */
  codes: readonly string[]
  /** Place on the path, 0 is the server's certificate; of what is missing, that of what lacks it. */
  depth: number
}

export function found(
  problemClass: CertificateProblemClass,
  codes: readonly string[],
  certificate: PathCertificate,
  depth: number,
  message: string,
): Finding {
  return { ...problemOf(problemClass, certificate, message), codes, depth }
}

export function problemOf(
  problemClass: CertificateProblemClass,
  certificate: PathCertificate,
  message: string,
): CertificateProblem {
  return { class: problemClass, message, ...placeOf(certificate) }
}

/** Which certificate it is. */
export function placeOf(certificate: PathCertificate): Pick<CertificateProblem, 'subject' | 'position' | 'place'> {
  const { parsed, position, place } = certificate
  const subject = parsed.subject?.text
  return { ...(subject && { subject }), ...(position === undefined ? { ...(place && { place }) } : { position }) }
}
