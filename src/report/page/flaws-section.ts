import type { FlawTable } from '../../evidence/flaw-table.ts'
import type { RunReport } from '../run-report.ts'
import { ids, titleOf } from './connection-article.ts'
import { type Html, html } from './html.ts'

/** What servers did with flawed client certificates; nothing where no test tried any. */
export function flawsSection({ tests }: RunReport): Html | undefined {
  const tried = tests.flatMap((test, place) => (test.flaws ?? []).map((table) => ({ test, place, table })))
  if (tried.length === 0) return undefined
  return html`<section aria-labelledby="flaws"><h2 id="flaws">Flawed client certificates</h2>${tried.map(
    ({ test, place, table }) =>
      html`<h3>${table.target}</h3>
<p>By <a href="#${ids.test(place)}">${titleOf(test)}</a>. The good one, <code>${table.control.subject}</code>, was accepted.</p>
${tableOf(table)}`,
  )}</section>`
}

const words = { refused: 'refused', accepted: 'accepted', 'not-tried': 'not tried', unclear: 'unclear' }

function tableOf({ rows }: FlawTable): Html {
  return html`<div class="scroll" role="region" aria-label="Flaws" tabindex="0"><table><thead><tr><th scope="col">Flaw</th><th scope="col">The server</th><th scope="col">Evidence</th></tr></thead><tbody>${rows.map(
    ({ flaw, outcome, evidence }) =>
      html`<tr><th scope="row">${flaw}</th><td>${outcome === 'accepted' ? html`<strong>${words[outcome]}</strong>` : words[outcome]}</td><td>${evidence}</td></tr>`,
  )}</tbody></table></div>`
}
