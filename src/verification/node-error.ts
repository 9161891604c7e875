import { type Finding, placeOf } from './check.ts'
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

/** Whether Node's error says that there is no anchor; another says nothing about it. */
export function lacksAnchor(error: NodeError | undefined): boolean {
  return error?.code !== undefined && withoutAnchor.includes(error.code)
}

/** What OpenSSL looks at from the top of the path down; the rest it does from the server's certificate up. Node reports its last word. */
const fromTheTop = new Set([
  'KEYUSAGE_NO_CERTSIGN',
  'CERT_SIGNATURE_FAILURE',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'PERMITTED_VIOLATION',
  'EXCLUDED_VIOLATION',
])

/** The problems with Node's code and message at the one that it reported, or with one more that is only Node's. */
export function withNodeError(
  findings: readonly Finding[],
  error: NodeError | undefined,
  leaf?: PathCertificate,
): Finding[] {
  if (!error) return [...findings]
  const problemClass = classOfNodeError(error)
  const named = codeOfNodeError(error)
  const code = named === undefined ? {} : { code: named }
  const index = reportedIndex(findings, named, problemClass)
  const found = findings[index]
  if (!found) {
    // Only of a name is it certain whose problem it is.
    const place = isHostError(error) && leaf ? placeOf(leaf) : {}
    const own = { class: problemClass, ...code, message: sentence(error), ...place }
    return [...findings, { ...own, codes: [], depth: Number.POSITIVE_INFINITY }]
  }
  return findings.with(index, withReport(found, { ...error, ...code }))
}

/** The finding that Node has reported by this error. */
export function withReport(found: Finding, error: NodeError): Finding {
  const code = error.code === undefined ? {} : { code: error.code }
  return { ...found, ...code, message: joined(found.message, error) }
}

/** The one that has the code, else the first of the class. */
function reportedIndex(findings: readonly Finding[], code: string | undefined, problemClass: string): number {
  const named = findings.flatMap(({ codes, depth }, index) => (codes.includes(code ?? '') ? [{ depth, index }] : []))
  named.sort((a, b) => (fromTheTop.has(code ?? '') ? b.depth - a.depth : a.depth - b.depth))
  return named.at(-1)?.index ?? findings.findIndex((finding) => finding.class === problemClass)
}

/** Ours has the facts, Node's the wording that people search for. */
function joined(message: string, error: NodeError): string {
  const said = reasonIn(error.message)
  if (said === '' || said === error.code || message.toLowerCase().includes(said.toLowerCase())) return message
  return `${message.replace(/\.$/, '')} (${said}).`
}

/**
 * OpenSSL's reason out of a line of its error queue: `…:error:068000DD:asn1 encoding routines:c2i_ibuf:illegal padding:…`; without the advice
 * that Node gives from version 22.19 on, which is another one than ours.
 */
function reasonIn(message: string): string {
  const reason = /:error:[\dA-F]+:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1] ?? message
  return reason.replace(/; if the root CA is installed locally\b.*$/, '')
}

function sentence({ code, message }: NodeError): string {
  return `Node refused the certificate: ${reasonIn(message) || code || 'it did not say why'}.`
}
