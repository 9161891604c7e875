import type { Evidence } from '../evidence/evidence.ts'
import type { Explanation } from '../evidence/explanation.ts'
import type { Alert, Certificate, CertificateProblem, Handshake } from '../tls/handshake.ts'
import { lastHandshake } from './last-handshake.ts'
import { fatalAlertOf, type Refusal, refusalOf, refusingProblem } from './refusal.ts'

/** What the situations look at: the evidence, read once. */
export interface Facts {
  evidence: Evidence
  /** `host:port` of the last hop. */
  origin: string
  /** Node's or undici's code; empty without an error. */
  code: string
  explanation?: Explanation
  handshake?: Handshake
}

/** Facts about a TLS connection. */
export interface TlsFacts extends Facts {
  handshake: Handshake
  status: Handshake['clientCertificate']['status']
  /** What the client sent, leaf first. */
  chain: Certificate[]
  leaf?: Certificate
  /** The fatal alert that the server sent. */
  serverAlert?: Alert
  refusal?: Refusal
  /** The problem by which we refused the server; absent when we did not. */
  problem?: CertificateProblem
  failed: boolean
}

/** Reads the evidence of a call; with a TLS connection its facts too. */
export function factsOf(evidence: Evidence): Facts | TlsFacts {
  const handshake = lastHandshake(evidence)
  const { explanation } = evidence
  const facts: Facts = {
    evidence,
    origin: originOf(evidence, handshake),
    code: evidence.error?.code ?? '',
    ...(explanation && { explanation }),
  }
  return handshake ? { ...facts, ...tlsFacts(evidence, handshake) } : facts
}

/** A TLS connection was begun. */
export function isTls(facts: Facts | TlsFacts): facts is TlsFacts {
  return facts.handshake !== undefined
}

function tlsFacts(
  evidence: Evidence,
  handshake: Handshake,
): Omit<TlsFacts, 'evidence' | 'origin' | 'code' | 'explanation'> {
  const { status, chain } = handshake.clientCertificate
  const refusal = refusalOf(evidence)
  const serverAlert = fatalAlertOf(handshake, 'server')
  const problem = refusingProblem(evidence, handshake)
  return {
    handshake,
    status,
    chain,
    failed: evidence.error !== undefined,
    ...(chain[0] && { leaf: chain[0] }),
    ...(serverAlert && { serverAlert }),
    ...(refusal && refusal !== 'unknown' && { refusal }),
    ...(problem && { problem }),
  }
}

function originOf({ url }: Evidence, handshake: Handshake | undefined): string {
  if (handshake) return `${handshake.host.includes(':') ? `[${handshake.host}]` : handshake.host}:${handshake.port}`
  if (!URL.canParse(url)) return url
  const { protocol, hostname, port } = new URL(url)
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`
}
