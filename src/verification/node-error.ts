import type { CertificateProblem } from '../tls/handshake.ts'
import { placeOf } from './check.ts'
import type { PathCertificate } from './path-certificate.ts'
import { classOfNodeError, codeOfNodeError } from './problem-class-of.ts'

/** What Node reported about the server's certificate. */
export interface NodeError {
  code?: string
  message: string
}

/** Node did not find the host among the names: it had accepted the chain by then. */
export function isHostError(error: NodeError | undefined): boolean {
  return error?.code === 'ERR_TLS_CERT_ALTNAME_INVALID'
}

/** OpenSSL found no trust anchor: these are its codes 2, 18, 19, 20 and 21. */
const withoutAnchor = [
  'UNABLE_TO_GET_ISSUER_CERT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

/** What Node's error tells about trust: that there is no anchor, or nothing. */
export function anchoredBy(error: NodeError | undefined): false | undefined {
  return error?.code !== undefined && withoutAnchor.includes(error.code) ? false : undefined
}

/** The problems with Node's code and message at the one that it reported, or with one more that is only Node's. */
export function withNodeError(
  problems: CertificateProblem[],
  error: NodeError | undefined,
  leaf?: PathCertificate,
): CertificateProblem[] {
  if (!error) return problems
  const problemClass = classOfNodeError(error)
  const named = codeOfNodeError(error)
  const code = named === undefined ? {} : { code: named }
  const index = problems.findIndex((problem) => problem.class === problemClass)
  const found = problems[index]
  if (!found) {
    // Only of a name is it certain whose problem it is.
    const place = isHostError(error) && leaf ? placeOf(leaf) : {}
    return [...problems, { class: problemClass, ...code, message: sentence(error), ...place }]
  }
  return problems.with(index, { ...found, ...code, message: joined(found.message, error) })
}

/** Ours has the facts, Node's the wording that people search for. */
function joined(message: string, error: NodeError): string {
  const said = error.message
  if (said === '' || said === error.code || message.toLowerCase().includes(said.toLowerCase())) return message
  return `${message.replace(/\.$/, '')} (${said}).`
}

function sentence({ code, message }: NodeError): string {
  return `Node refused the certificate: ${message || code || 'it did not say why'}.`
}
