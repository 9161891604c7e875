import { Html, html } from './page/html.ts'
import { pageData } from './page/page-data.ts'
import { script } from './page/script.ts'
import { style } from './page/style.ts'
import type { RunReport } from './run-report.ts'

export interface PageOptions {
  /** Certificates that end within so many days are marked. */
  expiryDays: number
  /** URL of the folder with the capture files, relative to the page. */
  captures?: string
}

const nothing = new Html('<p>No test has made a request, and none has failed: there is nothing to show.</p>')

/** The report of a run as one HTML page that loads nothing from elsewhere, and that builds what is looked at from its data. */
export function renderPage(report: RunReport, { expiryDays, captures }: PageOptions): string {
  const { counts, tests, connections } = report
  const data = JSON.stringify(pageData(report, expiryDays, captures)).replace(/</g, '\\u003c')
  const total = counts.passed + counts.failed + counts.skipped
  const withRequests = tests.filter(({ state, calls }) => state !== 'hooks' && calls.length > 0).length
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
<p class="counts"><strong class="${counts.failed > 0 ? 'bad' : 'quiet'}">${counts.failed} failed</strong> <strong class="${counts.passed > 0 ? 'good' : 'quiet'}">${counts.passed} passed</strong> <strong class="quiet">${counts.skipped} skipped</strong> of ${plural(total, 'test')}; ${withRequests} made requests, over ${plural(connections.length, 'TLS connection')}.</p>${tests.length === 0 ? nothing : ''}</header>
<main>
<noscript><p>The page is built from its data by its own script, which is switched off in this browser.</p></noscript>
<form role="search" aria-label="Tests, servers and connections" hidden>
<label>Search <input type="search" name="search" aria-keyshortcuts="/" placeholder="test, host, subject, problem"></label>
<label>Outcome <select name="state"><option value="">all</option><option value="failed">failed</option><option value="passed">passed</option><option value="skipped">skipped</option></select></label>
<output id="shown" aria-live="polite"></output>
</form>
<section aria-labelledby="failures" hidden><h2 id="failures">Failures</h2><div class="list"></div></section>
<section aria-labelledby="servers" hidden><h2 id="servers">Servers</h2><div class="list"></div></section>
<section aria-labelledby="matrix" hidden><h2 id="matrix">Flawed client certificates</h2><div class="list"></div></section>
<section aria-labelledby="tests" hidden><h2 id="tests">Tests</h2><div class="list"></div></section>
<section aria-labelledby="connections" hidden><h2 id="connections">Connections</h2><div class="list"></div></section>
</main>
<script type="application/json" id="data">${new Html(data)}</script>
<script>${new Html(script)}</script>
</body>
</html>
`.markup
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
