import { ids } from './page/connection-article.ts'
import { flawsSection } from './page/flaws-section.ts'
import { Html, html } from './page/html.ts'
import { ladderSymbol } from './page/ladder-drawing.ts'
import { script } from './page/script.ts'
import { serversSection, summarySection } from './page/servers-section.ts'
import { style } from './page/style.ts'
import { testsSection } from './page/tests-section.ts'
import type { RunReport } from './run-report.ts'
import { summariseServers } from './server-summary.ts'

export interface PageOptions {
  /** Certificates that end within so many days are marked. */
  expiryDays: number
  /** URL of the folder with the capture files, relative to the page. */
  captures?: string
}

/** The report of a run as one HTML page that loads nothing from elsewhere. */
export function renderPage(report: RunReport, { expiryDays, captures }: PageOptions): string {
  const { tests, connections } = report
  const failed = tests.filter(({ state }) => state === 'failed').length
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>mTLS report</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<header><h1>mTLS report</h1>
<p>${tests.length} tests made requests, ${failed} of them failed; ${connections.length} TLS connections.</p></header>
<main>
${summarySection(summariseServers(report, expiryDays))}
<form role="search" aria-label="Tests and connections" hidden>
<label>Search <input type="search" name="search" aria-keyshortcuts="/" placeholder="name, host, subject, problem"></label>
<label>Tests <select name="state"><option value="">all</option><option value="failed">failed</option><option value="passed">passed</option></select></label>
<output id="shown" aria-live="polite"></output>
</form>
${testsSection(report, captures)}
${flawsSection(report)}
${serversSection(report, expiryDays)}
</main>
<svg class="unseen" aria-hidden="true">${connections.map(({ handshake }, place) => ladderSymbol(ids.ladder(place), handshake))}</svg>
<script>${new Html(script)}</script>
</body>
</html>
`.markup
}
