import type { RecordedCall, RecordedConnection } from '../evidence/call-recorder.ts'
import type { Evidence } from '../evidence/evidence.ts'
import type { FlawTable } from '../evidence/flaw-table.ts'
import { sharedState } from '../evidence/shared-state.ts'
import { judge } from '../judgement/judge.when-needed.ts'
import type { Certificate, CertificateRequest } from '../tls/handshake.ts'
import type { CondensedHandshake, ReportedCall, TestEvidence } from './test-evidence.ts'

/** More than these of one test are counted, not kept. */
const mostCalls = 200
const mostConnections = 50
const mostTables = 20

/** Gathers what the calls of one test came to. Decodes handshakes: a test's calls are added when it has ended. */
export class EvidenceCollector {
  readonly evidence: TestEvidence = {
    calls: [],
    furtherCalls: 0,
    connections: [],
    furtherConnections: 0,
    certificates: {},
    certificateRequests: [],
  }
  readonly #places = new Map<RecordedConnection, number>()
  readonly #unlisted = new Set<RecordedConnection>()
  readonly #requests = new Map<string, number>()

  /** The calls of one attempt. */
  add(calls: readonly RecordedCall[], attempt: number): void {
    calls = calls.filter((call) => !call.isVoid)
    // The last ones tell why a test has failed.
    const listed = new Set(calls.slice(-(mostCalls - this.evidence.calls.length) || calls.length))
    this.#admit([...new Set(calls.flatMap((call) => call.connections))])
    const seen = new Set<RecordedConnection>()
    this.#noteEntries(calls)
    for (const call of calls) {
      const places = call.connections.flatMap((connection) => this.#place(connection, seen) ?? [])
      const isKept = listed.has(call) && this.evidence.calls.length < mostCalls
      if (isKept) this.evidence.calls.push(reportedCall(call, attempt, places))
      else this.evidence.furtherCalls++
    }
  }

  #noteEntries(calls: readonly RecordedCall[]): void {
    const used = new Set(this.evidence.usedEntries)
    for (const { evidence } of calls) for (const place of usedEntriesOf(evidence)) used.add(place)
    if (used.size > 0) this.evidence.usedEntries = [...used]
  }

  /** What servers did with flawed client certificates, in one attempt. */
  addTables(tables: readonly FlawTable[]): void {
    if (tables.length > 0) this.evidence.flaws = [...(this.evidence.flaws ?? []), ...tables].slice(-mostTables)
  }

  /** Lists those that are new, the last of them where there are too many. */
  #admit(used: readonly RecordedConnection[]): void {
    const { connections } = this.evidence
    const fresh = used.filter((connection) => !this.#places.has(connection) && !this.#unlisted.has(connection))
    const left = fresh.length - Math.min(fresh.length, mostConnections - connections.length)
    for (const connection of fresh.slice(0, left)) this.#unlisted.add(connection)
    this.evidence.furtherConnections += left
    for (const connection of fresh.slice(left)) {
      this.#places.set(connection, connections.length)
      connections.push({ id: numberOf(connection), requests: 0, handshake: this.#condense(connection) })
    }
  }

  /** Where the connection is listed, and one request more for it. `seen`: those that this attempt has used before. */
  #place(connection: RecordedConnection, seen: Set<RecordedConnection>): number | undefined {
    const place = this.#places.get(connection)
    if (place === undefined) return undefined
    const listed = this.evidence.connections[place]!
    // What an earlier attempt has read may have gone on.
    if (!seen.has(connection) && listed.requests > 0) listed.handshake = this.#condense(connection)
    seen.add(connection)
    listed.requests++
    return place
  }

  #condense({ handshake }: RecordedConnection): CondensedHandshake {
    const { clientCertificate, serverCertificate, ...rest } = handshake
    const { chain, request, ...client } = clientCertificate
    return {
      ...rest,
      clientCertificate: {
        ...client,
        chain: this.#fingerprints(chain),
        ...(request && { request: this.#requestPlace(request) }),
      },
      serverCertificate: { chain: this.#fingerprints(serverCertificate.chain) },
    }
  }

  #fingerprints(chain: readonly Certificate[]): string[] {
    return chain.map((certificate) => {
      this.evidence.certificates[certificate.fingerprint256] = certificate
      return certificate.fingerprint256
    })
  }

  /** A list of authorities may take 40 KB: each is kept once. */
  #requestPlace(request: CertificateRequest): number {
    const { certificateRequests } = this.evidence
    const key = JSON.stringify(request)
    const place = this.#requests.get(key) ?? certificateRequests.push(request) - 1
    this.#requests.set(key, place)
    return place
  }
}

function reportedCall(call: RecordedCall, attempt: number, connections: number[]): ReportedCall {
  const { evidence } = call
  const { method, status, error, client } = evidence
  const unlisted = call.connections.length - connections.length
  const isWorthJudging = error !== undefined || (status !== undefined && status >= 400)
  return {
    method,
    url: withoutQuery(evidence.url),
    attempt,
    ...(client !== undefined && { client }),
    ...(status !== undefined && { status }),
    // OpenSSL begins its messages with an address in memory.
    ...(error && { error: { ...error, message: error.message.replace(/^[0-9A-F]+:(?=error:)/, '').trim() } }),
    ...(isWorthJudging && { judgement: judge(evidence) }),
    ...(call.isTrial === true && { trial: true as const }),
    connections,
    ...(unlisted > 0 && { unlisted }),
  }
}

/** Places of the entries that were offered on the way. */
function usedEntriesOf({ usedEntries, explanation }: Evidence): readonly string[] {
  return usedEntries ?? [explanation?.applied?.path, explanation?.forProxy].filter((place) => place !== undefined)
}

function withoutQuery(url: string): string {
  const { protocol, host, pathname, search } = new URL(url)
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?…'}`
}

const numbers = () => sharedState('connection-numbers', () => ({ next: 1, of: new WeakMap<object, number>() }))

function numberOf(connection: RecordedConnection): number {
  const { of } = numbers()
  const number = of.get(connection) ?? numbers().next++
  of.set(connection, number)
  return number
}
