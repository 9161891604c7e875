import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { renderLadder } from '../../src/report/ladder.ts'
import { alert, certificate, handshake } from '../judgement/evidence-builder.ts'

const chain = [certificate(), certificate({ subject: 'CN=Issuing CA', isCA: true })]

test('a client certificate on TLS 1.3', () => {
  expect(
    renderLadder(handshake({ status: 'sent', authorities: ['CN=Example CA,O=Example'], chain })),
  ).toMatchInlineSnapshot(`
    "client                                             api.internal:8443 (192.0.2.7)
    │── ClientHello: api.internal ────────────────────────────────────────────────▶│
    │◀───────────────────── ServerHello: TLSv1.3, TLS_AES_128_GCM_SHA256, x25519 ──│
    │◀────────────────────────────── CertificateRequest: CN=Example CA,O=Example ──│
    │◀───────────────────────────────────────────── Certificate: CN=api.internal ──│
    │── Certificate: CN=orders,O=Example ← CN=Issuing CA ─────────────────────────▶│
    │── CertificateVerify ────────────────────────────────────────────────────────▶│
    ✓ client certificate sent: CN=orders,O=Example
    ✓ server certificate trusted"
  `)
})

test('a refusal on TLS 1.2', () => {
  const subject = handshake({
    status: 'empty',
    protocol: 'TLSv1.2',
    configured: 'orders',
    alerts: [alert(40, 'handshake_failure')],
  })
  expect(renderLadder(subject)).toMatchInlineSnapshot(`
    "client                                             api.internal:8443 (192.0.2.7)
    │── ClientHello: api.internal ────────────────────────────────────────────────▶│
    │◀───────────────────── ServerHello: TLSv1.2, TLS_AES_128_GCM_SHA256, x25519 ──│
    │◀───────────────────────────────────────────── Certificate: CN=api.internal ──│
    │◀─────────────────────────────────────────── CertificateRequest: any issuer ──│
    │── Certificate: empty ───────────────────────────────────────────────────────▶│
    │◀───────────────────────────────────── alert: handshake_failure (40), fatal ──│
    ✗ client certificate asked for, none sent (configured: "orders", CN=orders,O=Example)
    ✓ server certificate trusted"
  `)
})

test('a renegotiation', () => {
  expect(
    renderLadder(handshake({ status: 'sent', protocol: 'TLSv1.2', during: 'renegotiation' })),
  ).toMatchInlineSnapshot(`
    "client                                             api.internal:8443 (192.0.2.7)
    │── ClientHello: api.internal ────────────────────────────────────────────────▶│
    │◀───────────────────── ServerHello: TLSv1.2, TLS_AES_128_GCM_SHA256, x25519 ──│
    │◀───────────────────────────────────────────── Certificate: CN=api.internal ──│
    │                                renegotiation                                 │
    │◀─────────────────────────────────────────── CertificateRequest: any issuer ──│
    │── Certificate: CN=orders,O=Example ─────────────────────────────────────────▶│
    │── CertificateVerify ────────────────────────────────────────────────────────▶│
    ✓ client certificate sent: CN=orders,O=Example
    ✓ server certificate trusted"
  `)
})

test('a resumed session', () => {
  expect(renderLadder(handshake({ status: 'resumed', server: [] }))).toMatchInlineSnapshot(`
    "client                                             api.internal:8443 (192.0.2.7)
    │── ClientHello: api.internal ────────────────────────────────────────────────▶│
    │◀───────────────────── ServerHello: TLSv1.3, TLS_AES_128_GCM_SHA256, x25519 ──│
    │             session resumed: no certificates on this connection              │
    · client certificate not asked for: session resumed
    ✓ server certificate trusted"
  `)
})

test('a record that does not tell', () => {
  const { protocol, ...begun } = handshake({
    status: 'unknown',
    server: [],
    verify: false,
    problems: [{ class: 'other', message: 'It is odd.' }],
  })
  expect(renderLadder(begun)).toMatchInlineSnapshot(`
    "client                                             api.internal:8443 (192.0.2.7)
    │── ClientHello: api.internal ────────────────────────────────────────────────▶│
    │                      not known: the key log was missing                      │
    ? client certificate: not known
    ? server certificate other (verify: false): It is odd."
  `)
})

test('every rung is as wide as asked, however long the names', () => {
  const long = handshake({
    status: 'sent',
    chain: [certificate({ subject: `CN=${'x'.repeat(200)}` })],
    host: 'h'.repeat(200),
  })
  for (const width of [40, 61, 120]) {
    const lines = renderLadder(long, { width }).split('\n')
    for (const line of lines.slice(0, -2)) expect(line).toHaveLength(width)
  }
})

test('colours change nothing else', () => {
  const subject = handshake({ status: 'sent', alerts: [alert(48, 'unknown_ca')] })
  expect(renderLadder(subject, { color: true })).toContain('\u001b[31m alert: unknown_ca')
  expect(stripVTControlCharacters(renderLadder(subject, { color: true }))).toBe(renderLadder(subject))
})
