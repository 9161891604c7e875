import type { RunReport } from '../run-report.ts'
import { originOf, type ServerSummary } from '../server-summary.ts'
import { connectionArticle } from './connection-article.ts'
import { type Html, html } from './html.ts'

/** The summaries as a table. */
export function summarySection(rows: readonly ServerSummary[]): Html {
  const days = (left: number | undefined) =>
    left === undefined ? html`<span class="quiet">none</span>` : html`${left}`
  return html`<section aria-labelledby="summary"><h2 id="summary">Summary</h2><div class="scroll" tabindex="0" role="region" aria-label="Table of servers"><table>
<thead><tr><th scope="col">Server</th><th scope="col">Requests</th><th scope="col">TLS</th><th scope="col">Client certificate</th><th scope="col">Days left</th><th scope="col">Server certificate</th><th scope="col">Days left</th><th scope="col">Warnings</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.server}</th><td>${row.requests}</td><td>${row.protocols.join(', ') || '-'}</td><td>${row.client}</td><td>${days(row.clientDays)}</td><td class="${row.tone}">${row.verdict}</td><td>${days(row.serverDays)}</td><td>${row.warnings.length > 0 ? html`<ul>${row.warnings.map((warning) => html`<li>${warning}</li>`)}</ul>` : 'none'}</td></tr>`,
  )}</tbody></table></div></section>`
}

/** Every connection, a heading a server. */
export function serversSection(report: RunReport, expiryDays: number): Html {
  const servers = new Map<string, number[]>()
  report.connections.forEach(({ handshake }, place) => {
    const server = originOf(handshake)
    servers.set(server, [...(servers.get(server) ?? []), place])
  })
  return html`<section aria-labelledby="servers"><h2 id="servers">Servers</h2>${[...servers].map(
    ([server, places]) =>
      html`<div class="group"><h3>${server}</h3>${places.map((place) => connectionArticle(report.connections[place]!, place, report.tests, expiryDays))}</div>`,
  )}</section>`
}
