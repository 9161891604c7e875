import type { RunReport, RunTest } from '../run-report.ts'
import type { ReportedCall } from '../test-evidence.ts'
import { outcome } from '../transcript.ts'
import { ids, titleOf } from './connection-article.ts'
import { type Html, html } from './html.ts'
import { ladderFigure } from './ladder-drawing.ts'

/** Every test with its requests and their handshakes, a heading a file; failed ones are open. */
export function testsSection(report: RunReport, captures: string | undefined): Html {
  const files = new Map<string, number[]>()
  report.tests.forEach(({ project, file }, place) => {
    const heading = project === '' ? file : `${project}: ${file}`
    files.set(heading, [...(files.get(heading) ?? []), place])
  })
  return html`<section aria-labelledby="tests"><h2 id="tests">Tests</h2>${[...files].map(
    ([heading, places]) =>
      html`<div class="group"><h3>${heading}</h3>${places.map((place) => testDetails(report, place, captures))}</div>`,
  )}</section>`
}

function testDetails(report: RunReport, place: number, captures: string | undefined): Html {
  const test = report.tests[place]!
  const { state, calls, furtherCalls, furtherConnections } = test
  const drawn = new Set<number>()
  return html`<details class="test" id="${ids.test(place)}" data-state="${state}"${state === 'failed' ? html` open` : undefined}>
<summary><span class="state ${state}">${state}</span> <h4>${titleOf(test)}</h4></summary>
${calls.map((call) => callArticle(report, call, drawn))}
${furtherCalls + furtherConnections > 0 ? html`<p class="quiet">${furtherCalls} more requests and ${furtherConnections} more connections are not listed.</p>` : undefined}
${captureLink(test, captures)}
</details>`
}

function callArticle(report: RunReport, call: ReportedCall, drawn: Set<number>): Html {
  const { attempt, judgement, connections } = call
  const links = connections.map((place) => html` <a href="#${ids.connection(place)}">connection ${place + 1}</a>`)
  const fresh = connections.filter((place) => !drawn.has(place))
  for (const place of fresh) drawn.add(place)
  return html`<div class="call"><p><code>${outcome(call)}</code>${attempt > 1 ? ` (attempt ${attempt})` : ''}${links}</p>
${judgement ? html`<p class="judgement">${judgement.cause}${judgement.remedy === undefined ? '' : ` ${judgement.remedy}`}</p>` : undefined}
${fresh.map((place) => ladderFigure(ids.ladder(place), report.connections[place]!))}</div>`
}

function captureLink({ capture }: RunTest, folder: string | undefined): Html | undefined {
  if (capture === undefined) return undefined
  const path = folder === undefined ? capture : `${folder}/${capture}`
  return html`<p><a href="${path.split('/').map(encodeURIComponent).join('/')}">Capture file for Wireshark</a></p>`
}
