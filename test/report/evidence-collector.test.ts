import { expect, test } from 'vitest'
import { EvidenceCollector } from '../../src/report/evidence-collector.ts'
import { createRunReport } from '../../src/report/run-report.ts'
import { summariseServers } from '../../src/report/server-summary.ts'
import { handshakeIn } from '../../src/report/test-evidence.ts'
import { outcome } from '../../src/report/transcript.ts'
import { certificate, handshake } from '../judgement/evidence-builder.ts'
import { call, connection, testRun } from './run-builder.ts'

test('a handshake comes back as it was, its certificates are kept once', () => {
  const sent = handshake({ status: 'sent', authorities: ['CN=Example CA'], chain: [certificate()] })
  const collector = new EvidenceCollector()
  collector.add([call([connection(sent)]), call([connection(sent)])], 1)
  const evidence = JSON.parse(JSON.stringify(collector.evidence))
  expect(evidence.connections).toHaveLength(2)
  for (const one of evidence.connections) expect(handshakeIn(evidence, one)).toEqual(sent)
  expect(Object.keys(evidence.certificates).sort()).toEqual(['AA:BB:CC', 'DD:EE:FF'])
  expect(evidence.certificateRequests).toHaveLength(1)
})

test('a connection that carries many calls is one connection', () => {
  const kept = connection(handshake())
  const collector = new EvidenceCollector()
  collector.add([call([kept]), call([kept])], 1)
  collector.add([call([kept])], 2)
  expect(collector.evidence.connections).toMatchObject([{ requests: 3 }])
  expect(collector.evidence.calls.map(({ attempt }) => attempt)).toEqual([1, 1, 2])
})

test('what a test keeps is bounded: the last, and the rest is counted', () => {
  const collector = new EvidenceCollector()
  const calls = Array.from({ length: 300 }, (_, number) =>
    call([connection(handshake({ port: number }))], { url: `https://a.example/${number}` }),
  )
  collector.add(calls, 1)
  const { evidence } = collector
  expect(evidence.calls).toHaveLength(200)
  expect(evidence.calls.at(-1)).toMatchObject({ url: 'https://a.example/299', connections: [49] })
  expect(evidence.furtherCalls).toBe(100)
  expect(evidence.connections.map((one) => one.handshake.port)).toEqual(calls.slice(-50).map((_, place) => 250 + place))
  expect(evidence.furtherConnections).toBe(250)
  // Not listed is not the same as not made.
  expect(evidence.calls[0]).toMatchObject({ connections: [], unlisted: 1 })
  expect(outcome(evidence.calls[0]!)).toContain('not kept')
  const report = createRunReport([testRun(calls)])
  expect(summariseServers(report, 30).filter(({ protocols }) => protocols.length === 0)).toEqual([])

  collector.add(calls.slice(0, 3), 2)
  expect(evidence.furtherCalls).toBe(103)
  expect(evidence.furtherConnections).toBe(250)
})

test('a query stays behind, and so do addresses in messages of OpenSSL', () => {
  const collector = new EvidenceCollector()
  const error = { name: 'HandshakeError', code: 'X', message: '805C65AE157F0000:error:0A00045C:SSL routines\n' }
  collector.add([call([], { url: 'https://a.example/x?token=canary', status: undefined, error })], 1)
  expect(collector.evidence.calls[0]).toMatchObject({
    url: 'https://a.example/x?…',
    error: { message: 'error:0A00045C:SSL routines' },
  })
})
