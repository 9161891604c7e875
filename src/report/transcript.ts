import type { Judgement } from '../evidence/judgement.ts'
import { type LadderOptions, renderLadder } from './ladder.ts'
import { handshakeIn, type ReportedCall, type TestEvidence } from './test-evidence.ts'

/** A test may make hundreds of connections: its last ones tell why it has failed. */
const mostLadders = 3

export interface TranscriptOptions extends LadderOptions {
  /** What the transcript ends with: what happened, and what to do. */
  closing?: Judgement
}

/** Every call of one attempt with the ladder of each connection that it opened. Undefined when there was no call. */
export function renderTranscript(
  evidence: TestEvidence,
  attempt: number,
  { closing, ...options }: TranscriptOptions = {},
): string | undefined {
  const calls = evidence.calls.filter((call) => call.attempt === attempt)
  if (calls.length === 0) return undefined
  const order = [...new Set(calls.flatMap((call) => call.connections))]
  const drawn = new Set(order.slice(-mostLadders))
  const left = order.length - drawn.size
  const shown = calls.filter(
    ({ connections }) => connections.length === 0 || connections.some((place) => drawn.has(place)),
  )
  const unread = new Set(drawn)
  const paragraphs = shown.map((call) => {
    const own = call.connections.filter((place) => unread.delete(place))
    const reused = call.connections.length > 0 && own.length === 0
    const { judgement } = call
    const ladders = own.map((place) => {
      const isLast = place === call.connections.at(-1)
      const known = { ...options, ...(isLast && judgement && { judgement }) }
      return renderLadder(handshakeIn(evidence, evidence.connections[place]!), known)
    })
    const cause = judgement && judgement !== closing && !isInLadder(judgement) ? [judgement.cause] : []
    return [`${outcome(call)}${reused ? ', over a connection from above' : ''}`, ...cause, ...ladders].join('\n')
  })
  const omitted = left > 0 ? [`(${left} earlier ${left === 1 ? 'connection is' : 'connections are'} not shown)`] : []
  const sentences = closing ? [[closing.cause, closing.remedy].filter(Boolean).join('\n')] : []
  return ['mTLS transcript', ...omitted, ...paragraphs, ...sentences].join('\n\n')
}

/** The verdicts under a ladder are about certificates. */
function isInLadder({ subject }: Judgement): boolean {
  return subject.kind === 'client-certificate' || subject.kind === 'server-certificate'
}

/** `GET https://localhost:8443/orders → 200`; of another client than `request`, with its name. */
export function outcome(call: ReportedCall): string {
  const { method, url, status, error, client } = call
  const end = status !== undefined ? `→ ${status}` : error ? `✗ ${error.code ?? error.name}` : '… no answer yet'
  return `${method} ${url} ${end}${withoutLadder(call)}${client === undefined ? '' : `, by ${client}`}`
}

function withoutLadder({ connections, unlisted = 0, url }: ReportedCall): string {
  if (connections.length > 0) return ''
  if (unlisted > 0) return ' (one of many connections: not kept)'
  return url.startsWith('http:') ? ' (plain http: no handshake)' : ' (no TLS connection was begun)'
}
