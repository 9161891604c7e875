import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority, serverAuth } from '../../fixtures/authority.ts'
import { startAlertingServer, startAnsweringServer, startClosingServer } from '../../fixtures/broken-servers.ts'
import { expired, issueServerWith, selfSigned } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { onCall, type RecordedCall } from '../../src/evidence/call-recorder.ts'
import type { Judgement } from '../../src/evidence/judgement.ts'
import { judge } from '../../src/judgement/judge.ts'
import { shortVerdict } from '../../src/judgement/short-verdict.ts'
import { matchers } from '../../src/matchers/index.ts'
import { renderPage } from '../../src/report/page.ts'
import { createRunReport } from '../../src/report/run-report.ts'
import { summariseServers } from '../../src/report/server-summary.ts'
import { renderTable } from '../../src/report/table.ts'
import { renderTranscript } from '../../src/report/transcript.ts'
import { createClient } from '../../src/request/client.ts'
import { testRun } from './run-builder.ts'

expect.extend(matchers)

let authority: Authority
let identity: Identity
let calls: RecordedCall[]

beforeAll(async () => {
  authority = await createAuthority({ name: 'Internal CA' })
  identity = await authority.issueServer()
  calls = []
  onCall((call) => calls.push(call))
})

afterAll(() => onCall(() => {}))

const strict = (more = {}) =>
  startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', ...more })
const presenting = (own: Identity) => startMtlsServer({ identity: own, clientCertificate: 'none' })
const offering = (own: Identity): MtlsOptions => ({
  clientCertificates: [{ name: 'orders', host: 'localhost', port: '*', cert: own.chain, key: own.key }],
})

interface Refusal {
  name: string
  start(): Promise<{ port: number; close(): Promise<void> }>
  options?(): Promise<MtlsOptions>
}

const refusals: Refusal[] = [
  { name: 'no certificate, TLS 1.3', start: () => strict() },
  { name: 'no certificate, TLS 1.2', start: () => strict({ maxVersion: 'TLSv1.2' }) },
  {
    name: 'an expired one',
    start: () => strict(),
    options: async () => offering(await authority.issueClient(expired())),
  },
  {
    name: 'one for servers',
    start: () => strict(),
    options: async () => offering(await authority.issueClient({ extendedKeyUsage: [serverAuth] })),
  },
  { name: 'a server that has expired', start: async () => presenting(await issueServerWith(authority, expired())) },
  { name: 'a self-signed server', start: async () => presenting(await selfSigned()) },
  {
    name: 'a server with another name, expired',
    start: async () => presenting(await issueServerWith(authority, { hosts: ['api.internal'], ...expired() })),
  },
  { name: 'no common version', start: () => startAlertingServer(70) },
  { name: 'another protocol', start: () => startAnsweringServer('SSH-2.0-OpenSSH_9.2p1\r\n') },
  { name: 'a close at once', start: () => startClosingServer() },
]

test.each(refusals)('$name: every output says the same', async ({ start, options = async () => ({}) }) => {
  const server = await start()
  const client = createClient({ ca: authority.certificate, ...(await options()) })
  calls.length = 0
  const error = (await client.request(`https://localhost:${server.port}/`).catch((raw: unknown) => raw)) as Error
  await client.destroy()
  await server.close()
  const judgement = judge(calls[0]!.evidence)
  const { cause, remedy } = judgement
  expect(error.message).toBe(`${cause} ${remedy}`)
  expect(messageOfMatcher(error, judgement)).toContain(`Why: ${cause} What to do: ${remedy}\n`)

  // What a passing test expects is no warning of the table.
  const run = testRun(calls, { state: 'failed' })
  const report = createRunReport([run])
  expect(JSON.parse(JSON.stringify(report)).tests[0].calls[0].judgement).toEqual(plain(judgement))
  expect(report.connections[0]?.judgement).toEqual(judgement)
  expect(textOf(renderPage(report, { expiryDays: 30 }))).toContain(`${cause} ${remedy}`)
  expect(renderTranscript(run.evidence, 1, { width: 200 })).toContain(inTranscript(judgement))
  const table = renderTable(summariseServers(report, 30), { width: 400 })
  expect(table).toContain(inTable(judgement))
})

/** In the polarity in which it fails. */
function messageOfMatcher(error: Error, { subject }: Judgement): string {
  try {
    if (subject.kind === 'client-certificate') expect(error).not.toHaveRejectedClientCert()
    else expect(error).toHaveRejectedClientCert()
  } catch (failure) {
    return (failure as Error).message
  }
  throw new Error('the matcher holds')
}

function inTranscript(judgement: Judgement): string {
  if (judgement.subject.kind === 'client-certificate') return shortVerdict(judgement)
  if (judgement.subject.kind === 'server-certificate')
    return `✗ server certificate ${judgement.subject.problem.class}: `
  return judgement.cause
}

function inTable(judgement: Judgement): string {
  if (judgement.subject.kind !== 'server-certificate') return shortVerdict(judgement)
  const { problem, further } = judgement.subject
  for (const { class: name } of further) expect(shortVerdict(judgement)).toContain(name)
  return further.length === 0 ? `refused: ${problem.class}` : 'refused: '
}

/** A page's text without its marks. */
function textOf(page: string): string {
  return page
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
