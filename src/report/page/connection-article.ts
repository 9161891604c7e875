import type { CertificateProblem, Handshake } from '../../tls/handshake.ts'
import type { RunConnection, RunTest } from '../run-report.ts'
import { certificateChain } from './certificate-chain.ts'
import { type Html, html } from './html.ts'
import { ladderFigure } from './ladder-drawing.ts'

/** Identifiers in the page, by place in the report. */
export const ids = {
  connection: (place: number) => `connection-${place + 1}`,
  ladder: (place: number) => `ladder-${place + 1}`,
  test: (place: number) => `test-${place + 1}`,
}

/** What a test is called: its suites and its own name. */
export function titleOf({ names }: Pick<RunTest, 'names'>): string {
  return names.length > 0 ? names.join(' › ') : 'hooks of the file'
}

/** Everything that is known about one connection. */
export function connectionArticle(
  connection: RunConnection,
  place: number,
  all: readonly RunTest[],
  expiryDays: number,
): Html {
  const { handshake, tests, requests } = connection
  const { verification, clientCertificate, serverCertificate, startedAt } = handshake
  return html`<details class="connection" id="${ids.connection(place)}" data-find="${findable(handshake)}">
<summary><h4>Connection ${place + 1}</h4> <span class="quiet">${requests} ${requests === 1 ? 'request' : 'requests'}, ${summaryWords(handshake)}</span></summary>
<div class="columns"><div>${ladderFigure(ids.ladder(place), connection)}</div>
<div>${problemList(verification.problems)}
${certificateChain("Server's certificates", serverCertificate.chain, startedAt, expiryDays)}
${certificateChain("Client's certificates", clientCertificate.chain, startedAt, expiryDays)}
<h5>Facts</h5><dl>${factsOf(handshake).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<h5>Used by</h5><ul>${[...new Set(tests)].map((test) => html`<li><a href="#${ids.test(test)}">${titleOf(all[test]!)}</a></li>`)}</ul></div></div>
</details>`
}

function summaryWords({ protocol, clientCertificate: { status }, verification: { problems } }: Handshake): string {
  const problem = problems.length > 0 ? `, ${problems.map((one) => one.class).join(', ')}` : ''
  return `${protocol ?? 'no TLS version agreed'}, client certificate ${status}${problem}`
}

function problemList(problems: readonly CertificateProblem[]): Html | undefined {
  if (problems.length === 0) return undefined
  return html`<h5>Problems</h5><ul class="problems">${problems.map(
    ({ class: name, message, code }) =>
      html`<li><strong>${name}</strong> ${message}${code ? html` <code>${code}</code>` : undefined}</li>`,
  )}</ul>`
}

function factsOf(handshake: Handshake): [string, string][] {
  const { remoteAddress, servername, protocol, cipher, group, alpn, resumed, startedAt, durationMs, capture } =
    handshake
  const { request, during, proven, configured } = handshake.clientCertificate
  const facts: [string, string | undefined][] = [
    ['address', remoteAddress],
    ['server name', servername],
    ['TLS', [protocol, cipher, group].filter(Boolean).join(', ')],
    ['ALPN', alpn],
    ['resumed', resumed ? 'yes' : undefined],
    ['asked for', request && (request.authorities.join(' or ') || 'a certificate of any issuer')],
    ['asked during', during],
    ['key proven', proven ? 'yes, with CertificateVerify' : undefined],
    ['configured', configured && [configured.name, configured.subject, configured.source].filter(Boolean).join(', ')],
    ['begun', startedAt],
    ['duration', `${durationMs.tcp} ms TCP, ${durationMs.tls} ms TLS`],
    ['record', capture.complete ? 'complete' : `incomplete: ${capture.reason ?? 'no reason is known'}`],
  ]
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]))
}

/** What the search looks at, beside the text that is shown. */
function findable({ clientCertificate, serverCertificate }: Handshake): string {
  return [...serverCertificate.chain, ...clientCertificate.chain].map(({ subject }) => subject).join(' ')
}
