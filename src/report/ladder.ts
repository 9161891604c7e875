import type { Judgement } from '../evidence/judgement.ts'
import type { Handshake } from '../tls/handshake.ts'
import { type LadderStep, ladderSteps } from './ladder-steps.ts'
import { ladderVerdicts } from './ladder-verdicts.ts'

export interface LadderOptions {
  /** @default false */
  color?: boolean
  /** Columns; at least 40. @default 80 */
  width?: number
  /** What is known of the request that ended on this connection, or was refused there. */
  judgement?: Judgement
}

/**
 * Who said what on a connection, the client on the left, the server on the right, and what came of it. Lines without a
 * last newline.
 */
export function renderLadder(
  handshake: Handshake,
  { color = false, width = 80, judgement }: LadderOptions = {},
): string {
  const columns = Math.max(40, Math.floor(width))
  const paint: Paint = color ? (tone, text) => `${colors[tone]}${text}\x1b[39m` : (_, text) => text
  return [
    heading(handshake, columns),
    ...ladderSteps(handshake).map((step) => rung(step, columns, paint)),
    ...ladderVerdicts(handshake, judgement).map(({ mark, text, tone }) => paint(tone, `${mark} ${text}`)),
  ].join('\n')
}

type Tone = LadderStep['tone']
type Paint = (tone: Tone, text: string) => string

/** Codes of ECMA-48 for the foreground: none of Node's modules, because pages draw ladders too. */
const colors: Record<Tone, string> = { plain: '\x1b[39m', good: '\x1b[32m', bad: '\x1b[31m', doubtful: '\x1b[33m' }

function heading({ host, port, remoteAddress }: Handshake, columns: number): string {
  const origin = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const server = remoteAddress === undefined || remoteAddress === host ? origin : `${origin} (${remoteAddress})`
  const space = columns - 'client'.length
  return `client${shortened(server, space - 2).padStart(space)}`
}

/** `│── ClientHello ─────▶│` or `│◀───── ServerHello ──│`; with no sender a remark between the two. */
function rung({ from, text, tone }: LadderStep, columns: number, paint: Paint): string {
  const inner = columns - 2
  if (!from) {
    const label = shortened(` ${text} `, inner - 4)
    const left = Math.floor((inner - label.length) / 2)
    return `│${' '.repeat(left)}${paint(tone, label)}${' '.repeat(inner - left - label.length)}│`
  }
  const label = shortened(` ${text} `, inner - 6)
  const line = '─'.repeat(inner - 3 - label.length)
  return from === 'client' ? `│──${paint(tone, label)}${line}▶│` : `│◀${line}${paint(tone, label)}──│`
}

/** The text within so many columns, its middle left out. */
function shortened(text: string, columns: number): string {
  if (text.length <= columns) return text
  const head = Math.ceil((columns - 1) / 2)
  return `${text.slice(0, head)}…${text.slice(text.length - (columns - 1 - head))}`
}
