import type { AnswerFacts } from '../evidence/answer.ts'
import type { ConnectionSettings } from '../evidence/connection-settings.ts'
import type { Evidence } from '../evidence/evidence.ts'
import type { Explanation } from '../evidence/explanation.ts'
import { type WireFacts, wireFactsOf } from '../evidence/wire-facts.ts'
import type { Alert, Certificate, CertificateProblem, Handshake } from '../tls/handshake.ts'
import { type ClientCertificateRefusal, clientCertificateRefusal } from './client-certificate-refusal.ts'
import { endingAlertOf } from './ending-alert.ts'
import { lastHandshake } from './last-handshake.ts'
import { refusingProblem } from './refusing-problem.ts'

/** What the situations look at: the evidence, read once. */
export interface Facts {
  evidence: Evidence
  /** `host:port` of the last hop. */
  origin: string
  /** Node's, undici's or OpenSSL's code; empty without an error. */
  code: string
  /** The message of the error; empty without one. */
  message: string
  failed: boolean
  answer?: Pick<AnswerFacts, 'status'> & Partial<AnswerFacts>
  explanation?: Explanation
  settings: ConnectionSettings
  handshake?: Handshake
}

/** Facts about a TLS connection. */
export interface TlsFacts extends Facts {
  handshake: Handshake
  status: Handshake['clientCertificate']['status']
  /** What the client sent, leaf first. */
  chain: Certificate[]
  leaf?: Certificate
  /** The alert by which the server ended the connection. */
  serverAlert?: Alert
  /** The problem by which we refused the server; absent when we did not. */
  problem?: CertificateProblem
  wire: WireFacts
  /** How the server refused the client certificate or its absence; absent where it did not. */
  refusal?: ClientCertificateRefusal
}

/** Reads the evidence of a call; with a TLS connection its facts too. */
export function factsOf(evidence: Evidence): Facts | TlsFacts {
  const handshake = lastHandshake(evidence)
  const { explanation, error, status, answer, settings = {} } = evidence
  const facts: Facts = {
    evidence,
    origin: originOf(evidence, handshake),
    code: error?.code ?? '',
    message: error?.message ?? '',
    failed: error !== undefined,
    settings,
    ...(answer ? { answer } : status === undefined ? {} : { answer: { status } }),
    ...(explanation && { explanation }),
  }
  if (!handshake) return facts
  const tls = { ...facts, ...tlsFacts(facts, handshake) }
  const refusal = clientCertificateRefusal(tls)
  return { ...tls, ...(refusal && { refusal }) }
}

/** A TLS connection was begun. */
export function isTls(facts: Facts | TlsFacts): facts is TlsFacts {
  return facts.handshake !== undefined
}

function tlsFacts(
  { evidence, code, message }: Facts,
  handshake: Handshake,
): Pick<TlsFacts, 'handshake' | 'status' | 'chain' | 'leaf' | 'serverAlert' | 'problem' | 'wire'> {
  const { status, chain } = handshake.clientCertificate
  const serverAlert = endingAlertOf(handshake, 'server', { code, message })
  const problem = refusingProblem(evidence, handshake)
  return {
    handshake,
    status,
    chain,
    wire: wireFactsOf(handshake),
    ...(chain[0] && { leaf: chain[0] }),
    ...(serverAlert && { serverAlert }),
    ...(problem && { problem }),
  }
}

function originOf({ url }: Evidence, handshake: Handshake | undefined): string {
  if (handshake) return `${handshake.host.includes(':') ? `[${handshake.host}]` : handshake.host}:${handshake.port}`
  if (!URL.canParse(url)) return url
  const { protocol, hostname, port } = new URL(url)
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`
}
