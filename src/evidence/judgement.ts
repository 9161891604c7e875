import type { Alert, CertificateProblem } from '../tls/handshake.ts'

/** Who ended the connection or refused the request. */
export type Party = 'client' | 'server' | 'proxy' | 'network' | 'nobody'

/**
 * By what: a fatal alert; a connection that was closed, or reset; an HTTP answer (a proxy's to CONNECT, too); a time limit; our side's own check
 * of what the other side sent; `none`: nothing was ended or refused.
 */
export type Means = 'alert' | 'close' | 'reset' | 'answer' | 'time-limit' | 'own-check' | 'none'

/**
 * How sure party, means and kind of subject are: the record proves them; it fits them best; it cannot tell.
 */
export type Certainty = 'proven' | 'likely' | 'unknown'

/** About what. */
export type JudgedSubject =
  | {
      kind: 'server-certificate'
      /** The one that decides: at which certificate, see its `position` and `subject`. */
      problem: CertificateProblem
      /** The others that were found. */
      further: CertificateProblem[]
    }
  | {
      kind: 'client-certificate'
      /** What the server had got when it refused. */
      presented: 'sent' | 'empty' | 'unknown'
      /** Why, kebab-case: `expired`, `nothing-configured`; as the situation says it. */
      why: string
      /** How sure that is. */
      whyCertainty: Certainty
    }
  /** TLS versions, cipher suites, groups, signature schemes, names and application protocols that do not go together. */
  | { kind: 'parameters'; parameter: string }
  /** The other side speaks something else than TLS, or than HTTP/1.1 inside it: `SSH`; absent where nothing tells. */
  | { kind: 'protocol'; spoken?: string }
  | {
      kind: 'http'
      status: number
      /** What became of the client certificate before: a test that knows its server may take the answer for a refusal of it. */
      presented: 'sent' | 'empty' | 'not-requested' | 'resumed' | 'unknown' | 'no-tls'
    }
  /** `option`: where the limit is set; absent: the operating system's. */
  | { kind: 'time-limit'; option?: string; milliseconds?: number }
  /** DNS, TCP, routes, and connections that break without a reason. */
  | { kind: 'network'; code: string }
  | { kind: 'proxy'; status?: number }
  | { kind: 'nothing' }

/** What happened to a connection or a request: made once from its evidence, and said the same everywhere. Plain JSON data. */
export interface Judgement {
  /** Stable identifier of the situation, kebab-case: `client-certificate-expired`. */
  situation: string
  party: Party
  means: Means
  subject: JudgedSubject
  certainty: Certainty
  /** By which alert. */
  alert?: Alert
  /** Of the answer, where there was one. */
  status?: number
  /** What the record shows for it, one fact each. */
  evidence: string[]
  /** One sentence: who refused whom and why. */
  cause: string
  /** What to do; absent where nothing is wrong. */
  remedy?: string
}
