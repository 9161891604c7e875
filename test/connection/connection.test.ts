import { describe, expect, it } from 'vitest'
import {
  clientAuthenticationKeyLog,
  clientAuthenticationRecords,
} from '../../fixtures/captures/rfc8448-client-authentication.ts'
import { Connection } from '../../src/connection/connection.ts'
import type { ConnectionProfile } from '../../src/credentials/profile.ts'

/** The bytes of RFC 8448 section 6, of which Node has not said anything yet. */
function recordedConnection(): Connection {
  const profile = {
    verify: true,
    http2: false,
    trustAnchors: () => ({ ca: [], defaults: [], crl: [] }),
  } as unknown as ConnectionProfile
  const connection = new Connection({ host: 'localhost', port: 443 }, profile)
  for (const line of clientAuthenticationKeyLog) connection.recorder.keyLog(line)
  for (const { from, bytes } of clientAuthenticationRecords) connection.recorder.push(from, bytes)
  return connection
}

describe('a handshake that was looked at', () => {
  it('stays the same object while nothing more is known', () => {
    const connection = recordedConnection()
    connection.judged({ trusted: true })
    const { handshake } = connection
    expect(handshake).toMatchObject({ clientCertificate: { status: 'sent' }, verification: { trusted: true } })
    connection.failed(new Error('reset'))
    connection.ended()
    expect(connection.handshake).toBe(handshake)
  })

  it.each<[string, (connection: Connection) => void, object]>([
    ['the address', (connection) => connection.tcpConnected('192.0.2.1'), { remoteAddress: '192.0.2.1' }],
    [
      'that Node accepts the server',
      (connection) => connection.judged({ trusted: true }),
      { verification: { trusted: true } },
    ],
    [
      'that Node refuses the chain',
      (connection) =>
        connection.chainJudged({ trusted: false, error: { code: 'CERT_REVOKED', message: 'certificate revoked' } }),
      { verification: { problems: expect.arrayContaining([expect.objectContaining({ class: 'revoked' })]) } },
    ],
  ])('is made anew when more is known: %s', (_, learn, expected) => {
    const connection = recordedConnection()
    const before = connection.handshake
    expect(before).not.toMatchObject(expected)
    learn(connection)
    expect(connection.handshake).toMatchObject(expected)
    expect(connection.handshake).toBe(connection.handshake)
    expect(before).not.toMatchObject(expected)
  })

  it('is made anew when an OCSP response has come', () => {
    const connection = recordedConnection()
    const before = connection.handshake
    connection.stapled(Uint8Array.of(0x30, 0))
    expect(connection.handshake).not.toBe(before)
    expect(connection.isRevoked).toBe(false)
  })
})
