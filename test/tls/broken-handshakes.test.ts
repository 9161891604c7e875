import { beforeAll, describe, expect, it } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import {
  startAlertingServer,
  startAnsweringServer,
  startClosingServer,
  startCuttingRelay,
  startPlainHttpServer,
  startResettingServer,
} from '../../fixtures/broken-servers.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { TcpServer } from '../../fixtures/tcp-server.ts'
import { certificateRequested } from '../../src/tls/certificate-requested.ts'
import { alertName } from '../../src/tls/registry/alerts.ts'
import { readWireHandshake } from './read-wire-handshake.ts'
import { type RecordedConnectionOptions, recordConnection } from './recorded-connection.ts'

async function handshakeWith(starting: Promise<TcpServer>, options: Partial<RecordedConnectionOptions> = {}) {
  await using server = await starting
  const { recording } = await recordConnection({ port: server.port, rejectUnauthorized: false, ...options })
  return { handshake: readWireHandshake(recording), requested: certificateRequested(recording) }
}

/** Nothing can be said of the client certificate, for this reason. */
function unknown(reason: unknown) {
  return {
    clientCertificate: { status: 'unknown', chain: [], proven: false },
    capture: { complete: false, reason },
  }
}

describe('a server that does not shake hands', () => {
  it.each([
    ['closes', startClosingServer],
    ['resets', startResettingServer],
  ])('and %s', async (_, start) => {
    const { handshake, requested } = await handshakeWith(start())
    expect(handshake).toMatchObject(unknown('the record ends before the server answered the ClientHello'))
    expect(requested).toBeUndefined()
  })

  it('and speaks HTTP', async () => {
    const { handshake } = await handshakeWith(startPlainHttpServer())
    expect(handshake).toMatchObject(
      unknown('the server did not speak TLS: its first bytes are "HTTP/1.1 400 Bad Request\\r\\nConnec"'),
    )
  })

  it('and says something that is no record after its first', async () => {
    const bytes = Buffer.concat([Buffer.of(22, 3, 3, 0, 4, 0, 0, 0, 0), Buffer.from('garbage that is no record')])
    const { handshake } = await handshakeWith(startAnsweringServer(bytes))
    expect(handshake).toMatchObject(unknown("after 1 records the server's bytes are no TLS records"))
  })

  it('and refuses with any alert', async () => {
    const codes = [...Array(256).keys()].filter((code) => code % 9 === 0 || !alertName(code).startsWith('alert_'))
    for (const code of codes) {
      const { handshake } = await handshakeWith(startAlertingServer(code))
      const description = alertName(code)
      expect(handshake.alerts[0]).toEqual({ from: 'server', level: 'fatal', code, description })
      expect(handshake).toMatchObject(
        unknown(expect.stringMatching(/ended the connection with the alert .* before the server answered/)),
      )
    }
  })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a %s connection that is cut', (maxVersion) => {
  let asking: MtlsServer
  let silent: MtlsServer
  beforeAll(async () => {
    const authority = await createAuthority()
    const identity = await authority.issueServer()
    const ca = authority.certificate
    asking = await startMtlsServer({ identity, ca, clientCertificate: 'optional', maxVersion })
    silent = await startMtlsServer({ identity, ca, clientCertificate: 'none', maxVersion })
    return () => Promise.all([asking.close(), silent.close()])
  })

  it('is never told as one that was not asked, wherever the server asks', async () => {
    const end = await lengthOfAnswer(asking)
    for (let bytes = 1; bytes < end; bytes += 149) {
      const { handshake, requested } = await handshakeWith(
        startCuttingRelay(asking.port, bytes, bytes % 2 ? 'close' : 'reset'),
      )
      expect(handshake.clientCertificate.status).toMatch(/^(unknown|empty)$/)
      if (handshake.clientCertificate.status === 'unknown') expect(handshake.capture.complete).toBe(false)
      expect(requested).not.toBe(false)
    }
  })

  it('is told as one that was not asked only when the server has spoken to its end', async () => {
    const statuses = new Set<string>()
    for (let bytes = 1, end = await lengthOfAnswer(silent); bytes < end; bytes += 149) {
      const { handshake } = await handshakeWith(startCuttingRelay(silent.port, bytes, 'close'))
      const { status } = handshake.clientCertificate
      statuses.add(status)
      if (status === 'unknown')
        expect(handshake.capture.reason).toMatch(/^(the record ends before|record \d+ of the server)/)
    }
    expect([...statuses].sort()).toEqual(['not-requested', 'unknown'])
  })
})

/** How many bytes a server sends on an undisturbed connection. */
async function lengthOfAnswer({ port }: MtlsServer): Promise<number> {
  const { recording } = await recordConnection({ port, rejectUnauthorized: false, keepAll: true })
  const own = recording.records.filter(({ from }) => from === 'server')
  return own.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
