import type { Handshake } from '../../tls/handshake.ts'
import { type LadderStep, ladderSteps } from '../ladder-steps.ts'
import { ladderVerdicts } from '../ladder-verdicts.ts'
import type { RunConnection } from '../run-report.ts'
import { originOf } from '../server-summary.ts'
import { type Html, html } from './html.ts'

/** In units of the drawing, which are pixels on a narrow screen. */
const width = 360
const client = 12
const server = width - client
const lineHeight = 15
/** Of a monospaced font of 11 units, between the lifelines. */
const lettersInLine = 46

/** A handshake as a drawing that others repeat by its `id`, client on the left, server on the right. */
export function ladderSymbol(id: string, handshake: Handshake): Html {
  const { rows, height } = rowsOf(ladderSteps(handshake))
  return html`<symbol id="${id}" viewBox="0 0 ${width} ${height}"><text x="${client - 8}" y="12" class="end">client</text><text x="${
    server + 8
  }" y="12" class="end" text-anchor="end">${shortened(originOf(handshake), 36)}</text><path class="life" d="M${client} 20V${height}M${server} 20V${height}"/>${rows}</symbol>`
}

/** The drawing with that `id`, the same in words for those who do not see it, and the verdicts. */
export function ladderFigure(id: string, { handshake, judgement }: RunConnection): Html {
  const steps = ladderSteps(handshake)
  const { height } = rowsOf(steps)
  return html`<figure class="ladder">
<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><use href="#${id}"/></svg>
<ol class="unseen">${steps.map(({ from, text }) => html`<li>${from ? `${from}: ` : ''}${text}</li>`)}</ol>
<figcaption><ul class="verdicts">${ladderVerdicts(handshake, judgement).map(
    ({ mark, text, tone }) => html`<li class="${tone}"><span aria-hidden="true">${mark}</span> ${text}</li>`,
  )}</ul></figcaption>
</figure>`
}

function rowsOf(steps: readonly LadderStep[]): { rows: Html[]; height: number } {
  let y = 24
  const rows = steps.map((step) => {
    const lines = wrapped(step.text)
    const top = y + lineHeight
    y += lines.length * lineHeight + (step.from ? 16 : 8)
    return rowOf(step, lines, top, y - 6)
  })
  return { rows, height: y + 8 }
}

function rowOf({ from, tone }: LadderStep, lines: string[], top: number, y: number): Html {
  const [x, anchor] = from === 'client' ? [client + 8, 'start'] : from ? [server - 8, 'end'] : [width / 2, 'middle']
  const text = lines.map(
    (line, index) => html`<text x="${x}" y="${top + index * lineHeight}" text-anchor="${anchor}">${line}</text>`,
  )
  const head =
    from === 'client'
      ? `M${server - 8} ${y - 4}L${server} ${y}L${server - 8} ${y + 4}z`
      : `M${client + 8} ${y - 4}L${client} ${y}L${client + 8} ${y + 4}z`
  const arrow = from
    ? html`<path class="line" d="M${client} ${y}H${server}"/><path class="head" d="${head}"/>`
    : undefined
  return html`<g class="${tone}">${text}${arrow}</g>`
}

/** Lines of at most so many letters, broken at spaces, commas and arrows where there are some. */
function wrapped(text: string): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > lettersInLine && lines.length < 3) {
    const at = Math.max(rest.lastIndexOf(' ', lettersInLine), rest.lastIndexOf(',', lettersInLine - 1) + 1)
    const end = at > lettersInLine / 3 ? at : lettersInLine
    lines.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...lines, shortened(rest, lettersInLine)]
}

function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`
}
