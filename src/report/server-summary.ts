import type { Judgement } from '../evidence/judgement.ts'
import { shortVerdict } from '../judgement/short-verdict.ts'
import type { Handshake } from '../tls/handshake.ts'
import { type CallingClients, callingClients, namedClients } from './calling-clients.ts'
import { certificateWarnings, daysLeft } from './certificate-warnings.ts'
import { clientVerdict } from './client-verdict.ts'
import type { RunConnection, RunReport, TestState } from './run-report.ts'
import type { ReportedCall } from './test-evidence.ts'
import type { Warning } from './warning.ts'

/** What a run has seen of one server with one client identity. */
export interface ServerSummary {
  /** `localhost:8443`. */
  server: string
  requests: number
  /** Who has made them, where that was not `request` alone: `axios over https`. */
  clients: string[]
  /** TLS versions as Node spells them; empty when none was agreed. */
  protocols: string[]
  /** What became of the client certificate: `sent CN=orders`, `never asked for`. */
  client: string
  /** Whole days until the first certificate of the client's chain ends, counted from the connection; absent when none was sent. */
  clientDays?: number
  /** What we made of the server: `trusted`, `refused: self-signed`. */
  verdict: string
  tone: 'good' | 'bad' | 'doubtful'
  serverDays?: number
  /** What the server made of the client certificate: `accepted`, `refused: unknown_ca`, `not asked`. */
  clientVerdict: string
  clientTone: 'good' | 'bad' | 'doubtful' | 'plain'
  /** Refusals that tests expected, and that have passed. */
  expected: boolean
  /** Places in the report's `connections`, and in its `tests`. */
  connections: number[]
  tests: number[]
  /** Worth a look, without repetition. */
  warnings: Warning[]
}

/** One summary a server and identity, by the servers' names. Certificates that end within `expiryDays` are warned of. */
export function summariseServers(report: RunReport, expiryDays: number): ServerSummary[] {
  const placed = report.connections.map((connection, place) => ({ connection, place }))
  const clients = callingClients(report)
  const connected = grouped(placed, ({ connection }) => JSON.stringify(keyOf(connection)))
  const calls = report.tests
    .flatMap((test, place) => test.calls.map((call) => ({ call, place, state: test.state })))
    .filter(({ call }) => call.connections.length === 0 && call.unlisted === undefined)
  const unconnected = grouped(calls, ({ call, state }) =>
    JSON.stringify([serverOf(call), withoutTls(call), state === 'passed']),
  )
  return [
    ...connected.map((connections) => summaryOf(connections, clients, expiryDays)),
    ...unconnected.map(unconnectedSummary),
  ].sort((a, b) => compare(a.server, b.server) || compare(a.client, b.client) || compare(a.verdict, b.verdict))
}

/** `localhost:8443`, `[::1]:8443`. */
export function originOf({ host, port }: Pick<Handshake, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

function keyOf(connection: RunConnection): unknown[] {
  const { handshake, judgement, trial } = connection
  const { status, chain, configured } = handshake.clientCertificate
  return [
    originOf(handshake),
    ...(trial ? ['trial'] : [status, chain[0]?.fingerprint256 ?? configured?.fingerprint256]),
    verdictOf(handshake, judgement).verdict,
    clientVerdict(connection).text,
    connection.expected,
  ]
}

function summaryOf(
  placed: { connection: RunConnection; place: number }[],
  clients: CallingClients,
  expiryDays: number,
): ServerSummary {
  const connections = placed.map(({ connection }) => connection)
  const handshakes = connections.map(({ handshake }) => handshake)
  const first = handshakes[0]!
  const { trial } = connections[0]!
  const { text, tone } = clientVerdict(connections[0]!)
  const clientDays = trial
    ? undefined
    : least(handshakes.map((one) => daysLeft(one.clientCertificate.chain, one.startedAt)))
  const serverDays = least(handshakes.map((one) => daysLeft(one.serverCertificate.chain, one.startedAt)))
  return {
    server: originOf(first),
    requests: connections.reduce((sum, { requests }) => sum + requests, 0),
    clients: namedClients(placed.flatMap(({ place }) => [...(clients.get(place) ?? [])])),
    protocols: unique(handshakes.flatMap(({ protocol }) => protocol ?? [])),
    client: trial ? 'flawed certificates or none, tried on purpose' : clientOf(first),
    ...(clientDays !== undefined && { clientDays }),
    ...verdictOf(first, connections[0]!.judgement),
    ...(serverDays !== undefined && { serverDays }),
    clientVerdict: text,
    // A flawed one that was let in is nothing good, even where the test allows for it.
    clientTone: trial && !connections[0]!.expected ? 'doubtful' : tone,
    expected: connections[0]!.expected,
    connections: placed.map(({ place }) => place),
    tests: unique(connections.flatMap(({ tests }) => tests)),
    warnings: distinct(connections.flatMap((connection) => warningsOf(connection, expiryDays))),
  }
}

function clientOf({ clientCertificate: { status, chain, configured } }: Handshake): string {
  const subject = chain[0]?.subject || '(empty subject)'
  const name = configured?.fingerprint256 === chain[0]?.fingerprint256 ? configured?.name : undefined
  const words = {
    sent: `sent ${name === undefined ? '' : `${name}, `}${subject}`,
    empty: 'asked for, none sent',
    'not-requested': 'never asked for',
    resumed: 'session resumed',
    unknown: 'not known',
  }
  return words[status]
}

/** Our word on the server; problems as classes. What ended the connection is the judgement's word: without one, a problem refuses where it may. */
export function verdictOf(
  { verification, serverCertificate }: Handshake,
  judgement?: Judgement,
): Pick<ServerSummary, 'verdict' | 'tone'> {
  const classes = unique(verification.problems.map((problem) => problem.class)).join(', ')
  if (verification.trusted) return { verdict: 'trusted', tone: 'good' }
  if (classes === '') {
    return { verdict: serverCertificate.chain.length > 0 ? 'not verified' : 'certificate not seen', tone: 'doubtful' }
  }
  const isRefused = judgement ? judgement.subject.kind === 'server-certificate' : verification.enabled
  return isRefused
    ? { verdict: `refused: ${classes}`, tone: 'bad' }
    : { verdict: `not refused: ${classes}`, tone: 'doubtful' }
}

function warningsOf({ handshake, judgement, expected, trial }: RunConnection, expiryDays: number): Warning[] {
  // What a test has made to be refused, is as it should be.
  if (expected) return []
  const { clientCertificate, serverCertificate, verification, resumed, capture, startedAt, protocol } = handshake
  const texts: [Warning['kind'], string | false | undefined][] = [
    // A refusal of the server's certificate has a column of its own.
    ['refusal', judgement && judgement.subject.kind !== 'server-certificate' && shortVerdict(judgement)],
    ['verify-off', !verification.enabled && 'verification is switched off'],
    ['old-tls', (protocol === 'TLSv1' || protocol === 'TLSv1.1') && `${protocol} is no longer thought safe`],
    ['resumed', resumed && 'a session was resumed: no certificates on that connection'],
    ['unreadable', !capture.complete && `not everything could be read: ${capture.reason ?? 'no reason is known'}`],
  ]
  return [
    ...texts.flatMap(([kind, text]) => (text ? [{ kind, text }] : [])),
    ...(verification.warnings ?? []).map((text): Warning => ({ kind: 'certificate', text })),
    ...certificateWarnings('server', serverCertificate.chain, startedAt, expiryDays),
    // What is wrong with a flawed one is meant.
    ...(trial ? [] : certificateWarnings('client', clientCertificate.chain, startedAt, expiryDays)),
  ]
}

interface PlacedCall {
  call: ReportedCall
  place: number
  state: TestState | 'hooks'
}

function unconnectedSummary(calls: PlacedCall[]): ServerSummary {
  const { call, state } = calls[0]!
  const expected = call.error !== undefined && state === 'passed'
  const judgements = expected ? [] : calls.flatMap(({ call: { judgement } }) => judgement ?? [])
  return {
    server: serverOf(call),
    requests: calls.length,
    clients: namedClients(calls.map(({ call: one }) => one.client ?? 'request')),
    protocols: [],
    client: 'no TLS connection',
    verdict: withoutTls(call),
    tone: 'doubtful',
    clientVerdict: 'none',
    clientTone: 'plain',
    expected,
    connections: [],
    tests: unique(calls.map(({ place }) => place)),
    warnings: distinct(judgements.map((judgement) => ({ kind: 'refusal', text: shortVerdict(judgement) }))),
  }
}

/** Why a call has no TLS connection. */
function withoutTls({ url, error }: ReportedCall): string {
  if (url.startsWith('http:') && !error) return 'plain http'
  return error ? `not reached: ${error.code ?? error.name}` : 'no answer yet'
}

function serverOf({ url }: ReportedCall): string {
  const { hostname, port, protocol } = new URL(url)
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups.values()]
}

function least(numbers: (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

function unique<T>(items: T[]): T[] {
  return [...new Set(items)]
}

/** Numbers in names by their value. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

function distinct(warnings: Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [warning.text, warning])).values()]
}
