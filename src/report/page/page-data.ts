import type { FlawTable } from '../../evidence/flaw-table.ts'
import type { Certificate, Handshake } from '../../tls/handshake.ts'
import { clientVerdict } from '../client-verdict.ts'
import { type LadderStep, ladderSteps } from '../ladder-steps.ts'
import { type LadderVerdict, ladderVerdicts } from '../ladder-verdicts.ts'
import { printable } from '../printable.ts'
import type { RunConnection, RunFailure, RunReport } from '../run-report.ts'
import { originOf, type ServerSummary, summariseServers, verdictOf } from '../server-summary.ts'
import { outcome } from '../transcript.ts'

/** Everything that the page shows, as the data that its script builds from. Certificates stand once. */
export interface PageData {
  counts: RunReport['counts']
  expiryDays: number
  /** URL of the folder with the capture files, relative to the page. */
  captures?: string
  servers: (Omit<ServerSummary, 'warnings'> & { warnings: string[] })[]
  tests: PageTest[]
  connections: PageConnection[]
  certificates: Record<string, PageCertificate>
}

export interface PageTest {
  title: string
  /** With its project, where there are several. */
  file: string
  state: RunReport['tests'][number]['state']
  failures?: RunFailure[]
  durationMs?: number
  retries?: number
  calls: { text: string; attempt: number; connections: number[]; judgement?: string }[]
  further: number
  capture?: string
  flaws?: FlawTable[]
}

export interface PageConnection {
  server: string
  /** In a few words. */
  summary: string
  steps: LadderStep[]
  verdicts: LadderVerdict[]
  problems: { class: string; message: string; code?: string }[]
  /** Fingerprints, leaf first. */
  serverChain: string[]
  clientChain: string[]
  facts: [name: string, value: string][]
  /** When it was made, ISO 8601. */
  at: string
  requests: number
  tests: number[]
}

export type PageCertificate = Omit<Certificate, 'extensions'>

export function pageData(report: RunReport, expiryDays: number, captures: string | undefined): PageData {
  const certificates: PageData['certificates'] = {}
  const keep = (chain: readonly Certificate[]) =>
    chain.map(({ extensions: _, ...certificate }) => {
      certificates[certificate.fingerprint256] = certificate
      return certificate.fingerprint256
    })
  const connections = report.connections.map((connection) => pageConnection(connection, keep))
  const data: PageData = {
    counts: report.counts,
    expiryDays,
    ...(captures !== undefined && { captures }),
    servers: summariseServers(report, expiryDays).map(({ warnings, ...row }) => ({
      ...row,
      warnings: warnings.map(({ text }) => text),
    })),
    tests: report.tests.map(pageTest),
    connections,
    certificates,
  }
  return made(data, '') as PageData
}

function pageTest(test: RunReport['tests'][number]): PageTest {
  const { names, project, file, state, failures, durationMs, retries, calls, capture, flaws } = test
  return {
    title: names.length > 0 ? names.join(' › ') : 'hooks of the file',
    file: project === '' ? file : `${project}: ${file}`,
    state,
    ...(failures && { failures }),
    ...(durationMs !== undefined && { durationMs }),
    ...(retries !== undefined && { retries }),
    calls: calls.map((call) => {
      const { attempt, connections, judgement } = call
      const words = judgement && [judgement.cause, judgement.remedy].filter(Boolean).join(' ')
      return { text: outcome(call), attempt, connections, ...(words && { judgement: words }) }
    }),
    further: test.furtherCalls + test.furtherConnections,
    ...(capture !== undefined && { capture }),
    ...(flaws && { flaws }),
  }
}

function pageConnection(connection: RunConnection, keep: (chain: readonly Certificate[]) => string[]): PageConnection {
  const { handshake, judgement, requests, tests } = connection
  const { protocol, verification, serverCertificate, clientCertificate, startedAt } = handshake
  return {
    server: originOf(handshake),
    summary: [
      protocol ?? 'no TLS version agreed',
      `client certificate: ${clientVerdict(connection).text}`,
      `server certificate: ${verdictOf(handshake, judgement).verdict}`,
    ].join(', '),
    steps: ladderSteps(handshake),
    verdicts: ladderVerdicts(handshake, judgement),
    problems: verification.problems.map(({ class: name, message, code }) => ({
      class: name,
      message,
      ...(code !== undefined && { code }),
    })),
    serverChain: keep(serverCertificate.chain),
    clientChain: keep(clientCertificate.chain),
    facts: factsOf(handshake),
    at: startedAt,
    requests,
    tests: [...new Set(tests)],
  }
}

function factsOf(handshake: Handshake): [string, string][] {
  const { remoteAddress, servername, protocol, cipher, group, alpn, resumed, startedAt, durationMs, capture } =
    handshake
  const { request, during, proven, configured } = handshake.clientCertificate
  const facts: [string, string | undefined | false][] = [
    ['made by', handshake.client],
    ['address', remoteAddress],
    ['server name', servername],
    ['TLS', [protocol, cipher, group].filter(Boolean).join(', ')],
    ['ALPN', alpn],
    ['resumed', resumed && 'yes'],
    ['asked for', request && (request.authorities.join(' or ') || 'a certificate of any issuer')],
    ['asked during', during],
    ['key proven', proven && 'yes, with CertificateVerify'],
    ['configured', configured && [configured.name, configured.subject, configured.source].filter(Boolean).join(', ')],
    ['begun', startedAt],
    ['duration', `${durationMs.tcp} ms TCP, ${durationMs.tls} ms TLS`],
    ['record', capture.complete ? 'complete' : `incomplete: ${capture.reason ?? 'no reason is known'}`],
  ]
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]))
}

/** Names that peers have given themselves hold what does not print; lines of PEM and of code stay lines. */
function made(value: unknown, key: string): unknown {
  if (typeof value === 'string') return key === 'pem' ? value : value.split('\n').map(printable).join('\n')
  if (Array.isArray(value)) return value.map((item) => made(item, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, made(one, name)]))
}
