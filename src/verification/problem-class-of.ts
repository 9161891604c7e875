import type { CertificateProblemClass } from '../tls/handshake.ts'
import { classAliases } from './class-aliases.ts'
import { opensslVerifyCodes } from './openssl-verify-codes.ts'
import { nodeCodes, otherWordings } from './other-wordings.ts'
import { similarity } from './similarity.ts'

/** What a text about a certificate problem names. */
export type NamedProblem = KnownProblem | UnknownProblem

export interface KnownProblem {
  class: CertificateProblemClass
  /** Given when the text was a code: it names one problem of the class. */
  code?: string
}

export interface UnknownProblem {
  unknown: true
  /** What was probably meant. */
  suggestion?: string
}

/**
 * The class that `text` names: a class or an alias, a code of Node (`CERT_HAS_EXPIRED`), one of OpenSSL (`X509_V_ERR_CERT_HAS_EXPIRED`,
 * `10`), or a message of any of their versions. Case, hyphens, spaces and a trailing "certificate" do not matter.
 */
export function problemClassOf(text: string): NamedProblem {
  const known = lookUp(text)
  if (known) return known
  const suggestion = nearest(text)
  return { unknown: true, ...(suggestion !== undefined && { suggestion }) }
}

/** The class of an error that Node reported; `UNSPECIFIED` and unknown codes are told by their message. */
export function classOfNodeError(error: { code?: string; message: string }): CertificateProblemClass {
  const byCode = error.code === undefined ? undefined : vocabulary().codes.get(codeIn(error.code))
  if (byCode && byCode.class !== 'other') return byCode.class
  return vocabulary().wordings.get(normalised(messageIn(error.message)))?.class ?? byCode?.class ?? 'other'
}

/** Node's code; where that is `UNSPECIFIED`, OpenSSL's name for the message that came with it. */
export function codeOfNodeError(error: { code?: string; message: string }): string | undefined {
  if (error.code !== 'UNSPECIFIED') return error.code
  const message = normalised(messageIn(error.message))
  return opensslVerifyCodes.find((known) => normalised(known.message) === message)?.name ?? error.code
}

interface Entry {
  /** As it is shown in a suggestion. */
  text: string
  class: CertificateProblemClass
}

interface Vocabulary {
  /** Node's codes, and OpenSSL's without their prefix. */
  codes: Map<string, Entry>
  /** Classes, aliases and messages in their normal form. */
  wordings: Map<string, Entry>
}

let built: Vocabulary | undefined

/** Built when first needed; the first definition of a text holds. */
function vocabulary(): Vocabulary {
  if (built) return built
  const codes = new Map<string, Entry>()
  const wordings = new Map<string, Entry>()
  const word = (text: string, problemClass: CertificateProblemClass): void => {
    const key = normalised(text)
    if (!wordings.has(key)) wordings.set(key, { text, class: problemClass })
  }
  for (const [problemClass, aliases] of Object.entries(classAliases) as [CertificateProblemClass, string[]][]) {
    for (const text of [problemClass, ...aliases]) word(text, problemClass)
  }
  for (const { name, message, class: problemClass } of opensslVerifyCodes) {
    codes.set(name, { text: name, class: problemClass })
    word(message, problemClass)
  }
  for (const [code, problemClass] of nodeCodes) codes.set(code, { text: code, class: problemClass })
  for (const [message, problemClass] of otherWordings) word(message, problemClass)
  built = { codes, wordings }
  return built
}

function lookUp(text: string): { class: CertificateProblemClass; code?: string } | undefined {
  const code = vocabulary().codes.get(codeIn(text))
  if (code) return { class: code.class, code: code.text }
  const wording = vocabulary().wordings.get(normalised(messageIn(text)))
  return wording && { class: wording.class }
}

/** `X509_V_ERR_CERT_HAS_EXPIRED`, `10` and `cert_has_expired` are `CERT_HAS_EXPIRED`. */
function codeIn(text: string): string {
  const byNumber = /^\d+$/.test(text) ? opensslVerifyCodes.find(({ number }) => number === Number(text)) : undefined
  return byNumber?.name ?? text.toUpperCase().replace(/^X509_V_ERR_/, '')
}

/**
 * The message alone, without what surrounds it: `error 18 at 0 depth lookup: M` and `verify error:num=18:M` (openssl's commands), `M; if the root
 * CA is installed locally ...` (Node 24) and `Hostname/IP does not match certificate's altnames: ...` (Node).
 */
function messageIn(text: string): string {
  return text
    .replace(/^.*?(?:error \d+ at \d+ depth lookup: *|verify error:num=\d+:)/i, '')
    .replace(/; if the root CA is installed.*$/is, '')
    .replace(/(altnames): .*$/is, '$1')
}

function normalised(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/(?<=.)cert(ificate)?s?$/, '')
}

function nearest(text: string): string | undefined {
  const { codes, wordings } = vocabulary()
  const wanted = normalised(text)
  let best: { text: string; score: number } | undefined
  for (const { text: candidate } of (text.includes('_') ? codes : wordings).values()) {
    const score = similarity(wanted, normalised(candidate))
    if (score >= 0.5 && score > (best?.score ?? 0)) best = { text: candidate, score }
  }
  return best?.text
}
