import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { gateFailures } from '../../src/report/gate.ts'
import { createRunReport, type TestRun } from '../../src/report/run-report.ts'
import { summariseServers } from '../../src/report/server-summary.ts'
import { renderStepSummary } from '../../src/report/step-summary.ts'
import { renderTable, type TableOptions } from '../../src/report/table.ts'
import { alert, certificate, handshake, now, serverCertificate } from '../judgement/evidence-builder.ts'
import { call, connection, testRun } from './run-builder.ts'

const table = (runs: TestRun[], options?: TableOptions) =>
  renderTable(summariseServers(createRunReport(runs), 30), options)

const sent = handshake({ status: 'sent', chain: [certificate()] })
const refused = handshake({ status: 'empty', alerts: [alert(116, 'certificate_required')] })
const selfSigned = handshake({
  host: 'lab.example',
  protocol: 'TLSv1.2',
  problems: [{ class: 'self-signed', message: 'It is.' }],
})
const kept = connection(sent)

const runs = [
  testRun([call([kept]), call([kept])]),
  testRun([call([connection(refused)], { status: undefined })]),
  testRun([call([connection(selfSigned)])]),
  testRun([call([], { url: 'http://plain.example/' })]),
  testRun([
    call([], {
      url: 'https://nowhere.example/',
      status: undefined,
      error: { name: 'ConnectionError', code: 'ENOTFOUND', message: 'no such host' },
    }),
  ]),
]

describe('the table of a run', () => {
  test('a row a server and identity', () => {
    expect(table(runs)).toMatchInlineSnapshot(`
      "mTLS  6 requests, 4 servers, 0 warnings, 1 refusal as the tests expected

        server             requests  TLS  client certificate                  days left  server certificate    days left
        api.internal:8443         1  1.3  asked for, none sent: no answer             -  trusted                     244
        api.internal:8443         2  1.3  sent CN=orders,O=Example: accepted        244  trusted                     244
        lab.example:8443          1  1.2  never asked for                             -  refused: self-signed        244
        plain.example:80          1  -    no TLS connection                           -  plain http                    -"
    `)
  })

  test('a list where the terminal is narrow', () => {
    const list = table(runs.slice(0, 2), { width: 60 })
    expect(list).toMatchInlineSnapshot(`
      "mTLS  3 requests, 1 server, 0 warnings

        api.internal:8443
          1 request, TLSv1.3
          client certificate: asked for, none sent: no answer
          server certificate: trusted, 244 days left
        api.internal:8443
          2 requests, TLSv1.3
          client certificate: sent CN=orders,O=Example:
            accepted, 244 days left
          server certificate: trusted, 244 days left"
    `)
    for (const line of list.split('\n')) expect(line.length).toBeLessThanOrEqual(60)
  })

  test('colours alone differ', () => {
    const painted = table(runs, { color: true })
    expect(painted).toContain('\x1b[')
    expect(stripVTControlCharacters(painted)).toBe(table(runs))
  })

  test('long warnings are wrapped', () => {
    const reason = 'word '.repeat(30).trim()
    const unread = handshake({ status: 'unknown', capture: { complete: false, reason } })
    const lines = table([testRun([call([connection(unread)])])], { width: 80 }).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(reason)
  })

  test('says when it does not have everything', () => {
    expect(table(runs, { incomplete: true })).toBe(
      `${table(runs)}\n\n  Not everything is here: of a test with very many requests the last are kept.`,
    )
  })

  test('nothing when there was no request', () => {
    expect(table([])).toBe('')
  })
})

describe('warnings', () => {
  const warnings = (facts: Parameters<typeof handshake>[0]) =>
    summariseServers(
      createRunReport([testRun([call([connection(handshake({ startedAt: now, ...facts }))])])]),
      30,
    )[0]!.warnings.map(({ text }) => text)
  const server = (facts: Parameters<typeof serverCertificate>[0]) => warnings({ server: [serverCertificate(facts)] })

  test.each([
    ['a year left', () => server({ validTo: '2032-05-01T12:00:00.000Z' }), []],
    ['31 days left', () => server({ validTo: '2031-06-01T13:00:00.000Z' }), []],
    [
      '30 days left',
      () => server({ validTo: '2031-05-31T13:00:00.000Z' }),
      ["the server's certificate CN=api.internal ends in 30 days"],
    ],
    [
      'an hour left',
      () => server({ validTo: '2031-05-01T13:00:00.000Z' }),
      ["the server's certificate CN=api.internal ends within a day"],
    ],
    [
      'over',
      () => server({ validTo: '2031-04-29T13:00:00.000Z' }),
      ["the server's certificate CN=api.internal ended 1 day ago"],
    ],
    ['unreadable dates', () => server({ validTo: '' }), []],
    [
      'SHA-1',
      () => server({ signatureAlgorithm: 'sha1WithRSAEncryption' }),
      ["the server's certificate CN=api.internal is signed with SHA-1"],
    ],
    ['SHA-1 on a root', () => server({ signatureAlgorithm: 'sha1WithRSAEncryption', issuer: 'CN=api.internal' }), []],
    [
      'a weak key',
      () => server({ publicKey: 'RSA 1024' }),
      ["the server's certificate CN=api.internal has a weak key (RSA 1024)"],
    ],
    ['a good key', () => server({ publicKey: 'RSA 2048' }), []],
    ['a good curve', () => server({ publicKey: 'EC P-256' }), []],
    ['TLS 1.1', () => warnings({ protocol: 'TLSv1.1' }), ['TLSv1.1 is no longer thought safe']],
    ['no verification', () => warnings({ verify: false }), ['verification is switched off']],
    [
      'a resumed session',
      () => warnings({ status: 'resumed', resumed: true, server: [] }),
      ['a session was resumed: no certificates on that connection'],
    ],
    [
      'what could not be read',
      () => warnings({ status: 'unknown', capture: { complete: false, reason: 'bytes are missing' } }),
      ['not everything could be read: bytes are missing'],
    ],
    [
      "an intermediate of the client's",
      () =>
        warnings({
          status: 'sent',
          chain: [
            certificate(),
            certificate({ subject: 'CN=Sub', fingerprint256: '00', validTo: '2031-05-03T12:00:00.000Z' }),
          ],
        }),
      ['CN=Sub, which the client sent along, ends in 2 days'],
    ],
  ])('%s', (_, found, expected) => {
    expect(found()).toEqual(expected)
  })
})

test('escape sequences in a name do not reach the terminal', () => {
  const rude = handshake({ status: 'sent', chain: [certificate({ subject: 'CN=\x1b[2J\u202eevil' })] })
  expect(table([testRun([call([connection(rude)])])])).toContain('sent CN=\\x1b[2J\\u202eevil')
})

describe('refusals', () => {
  const refusal = (port: number, state: 'passed' | 'failed') =>
    testRun(
      [
        call(
          [
            connection(
              handshake({
                port,
                status: 'sent',
                startedAt: now,
                alerts: [alert(48, 'unknown_ca')],
                server: [serverCertificate({ validTo: '2031-05-02T00:00:00.000Z' })],
              }),
            ),
          ],
          {
            url: `https://api.internal:${port}/`,
            status: undefined,
            error: {
              name: 'HandshakeError',
              code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
              message: 'tlsv1 alert unknown ca',
            },
          },
        ),
      ],
      { names: [`refuses ${port}`], state },
    )

  test('25 that the tests expected are one line', () => {
    const runs = Array.from({ length: 25 }, (_, place) => refusal(8443 + place, 'passed'))
    expect(table(runs)).toBe('mTLS  25 requests, 25 servers, 0 warnings, 25 refusals as the tests expected')
  })

  test('one of a failed test has its row, and warns', () => {
    const text = table([refusal(8443, 'failed'), refusal(8444, 'passed')])
    expect(text).toContain('mTLS  2 requests, 2 servers, 2 warnings, 1 refusal as the tests expected')
    expect(text).toContain('sent CN=orders,O=Example: refused: unknown_ca')
    expect(text).not.toContain('8444')
  })

  test('a trial of a flawed certificate warns of nothing that is meant; the same offered in earnest does', () => {
    const flawed = certificate({ validTo: '2031-04-30T00:00:00.000Z', signatureAlgorithm: 'ecdsa-with-SHA1' })
    const rowsOf = (isTrial: boolean) => {
      const taken = connection(handshake({ status: 'sent', chain: [flawed], startedAt: now }))
      return summariseServers(createRunReport([testRun([{ ...call([taken]), isTrial }], { state: 'failed' })]), 30)
    }
    expect(rowsOf(true)).toMatchObject([
      {
        client: 'flawed certificates or none, tried on purpose',
        clientVerdict: 'accepted',
        clientTone: 'doubtful',
        warnings: [],
      },
    ])
    expect(rowsOf(false)[0]!.warnings.map(({ kind }) => kind)).toEqual(['expiry', 'weak'])
  })

  test('the gate fails for the kinds that it was given, and names them', () => {
    const rows = summariseServers(createRunReport([refusal(8443, 'failed'), refusal(8444, 'passed')]), 30)
    expect(gateFailures(rows, {})).toEqual([])
    expect(gateFailures(rows, { failOn: ['weak', 'verify-off'], maxWarnings: 2 })).toEqual([])
    expect(gateFailures(rows, { failOn: ['expiry'], maxWarnings: 1 })).toEqual([
      "api.internal:8443: the server's certificate CN=api.internal ends within a day (failOn: expiry)",
      'there are 2 warnings, and maxWarnings is 1',
    ])
    const unused = [{ kind: 'unused-entry' as const, text: 'no request has used clientCertificates[1]' }]
    expect(gateFailures(rows, { maxWarnings: 2 }, unused)).toEqual(['there are 3 warnings, and maxWarnings is 2'])
    expect(gateFailures(rows, { failOn: ['unused-entry'] }, unused)).toEqual([
      'no request has used clientCertificates[1] (failOn: unused-entry)',
    ])
  })

  test('the step summary has the failures, the servers and what ends soon', () => {
    const failed = {
      ...refusal(8443, 'failed'),
      failures: [{ name: 'AssertionError', message: 'expected <b> | to be 2\nand more' }],
    }
    const report = createRunReport([failed, refusal(8444, 'passed')])
    expect(renderStepSummary(report, summariseServers(report, 30), ['too many'])).toMatchInlineSnapshot(`
      "## mTLS

      ### What makes the run fail

      - too many

      ### Failed tests with requests

      - **orders.test.ts › refuses 8443**: expected \\<b\\> \\| to be 2

      | Server | Requests | TLS | Client certificate | Server's verdict | Server certificate | Days left | Warnings |
      | --- | --- | --- | --- | --- | --- | --- | --- |
      | api.internal:8443 | 1 | TLSv1.3 | sent CN=orders,O=Example | refused: unknown\\_ca | trusted | 244 / 0 | client certificate refused by the server: alert unknown\\_ca (48); the server's certificate CN=api.internal ends within a day |

      1 refusal as the tests expected.

      ### What ends soon

      - the server's certificate CN=api.internal ends within a day
      "
    `)
  })
})
