import { expect, test } from 'vitest'
import { EvidenceCollector } from '../../src/report/evidence-collector.ts'
import { renderTranscript } from '../../src/report/transcript.ts'
import { handshake } from '../judgement/evidence-builder.ts'
import { call, connection } from './run-builder.ts'

test('each call of the attempt, each connection drawn once', () => {
  const kept = connection(handshake())
  const collector = new EvidenceCollector()
  collector.add([call([kept])], 1)
  collector.add(
    [call([kept], { method: 'POST', status: 201 }), call([kept]), call([], { url: 'http://plain.example/' })],
    2,
  )
  expect(renderTranscript(collector.evidence, 2, { width: 60 })).toMatchInlineSnapshot(`
    "mTLS transcript

    POST https://api.internal:8443/orders → 201
    client                         api.internal:8443 (192.0.2.7)
    │── ClientHello: api.internal ────────────────────────────▶│
    │◀─── ServerHello: TLSv1.3, TLS…S_128_GCM_SHA256, x25519 ──│
    │◀───────────────────────── Certificate: CN=api.internal ──│
    · client certificate never asked for
    ✓ server certificate trusted

    GET https://api.internal:8443/orders → 200, over a connection from above

    GET http://plain.example/ → 200 (plain http: no handshake)"
  `)
})

test('the last connections of many', () => {
  const collector = new EvidenceCollector()
  const calls = Array.from({ length: 10 }, (_, number) =>
    call([connection(handshake())], { url: `https://a.example/${number}` }),
  )
  collector.add(calls, 1)
  const transcript = renderTranscript(collector.evidence, 1)!
  expect(transcript.match(/ClientHello/g)).toHaveLength(3)
  expect(transcript).toContain('(7 earlier connections are not shown)')
  expect(transcript).toContain('https://a.example/9')
  expect(transcript).not.toContain('https://a.example/6')
})

test('an attempt without calls has none', () => {
  const collector = new EvidenceCollector()
  collector.add([call([])], 1)
  expect(renderTranscript(collector.evidence, 2)).toBeUndefined()
})

test('a call that the test did not wait for', () => {
  const collector = new EvidenceCollector()
  collector.add([call([], { status: undefined })], 1)
  expect(renderTranscript(collector.evidence, 1)).toContain(
    'GET https://api.internal:8443/orders … no answer yet (no TLS connection was begun)',
  )
})
