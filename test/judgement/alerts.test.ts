import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startTcpServer } from '../../fixtures/tcp-server.ts'
import { evidenceOf } from '../../src/evidence/evidence.ts'
import { judge } from '../../src/judgement/judge.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient } from '../../src/request/client.ts'
import { alertName } from '../../src/tls/registry/alerts.ts'
import { SealedRecords } from '../tls/sealed-records.ts'

expect.extend(matchers)

let authority: Authority
let identity: Identity
let orders: Identity

beforeAll(async () => {
  authority = await createAuthority({ name: 'Internal CA' })
  identity = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders' })
})

/** Where the server's alert stands in for what it would have said. */
type Place = 'ServerHello' | 'end of the handshake'
type Version = 'TLSv1.2' | 'TLSv1.3'

const recordType = { changeCipherSpec: 20, alert: 21, applicationData: 23 }

/** A server whose alert comes in that place, of that level, and then the end of the connection. */
async function startAlerting(version: Version, asks: boolean, place: Place, [level, code]: [number, number]) {
  const secrets = new Map<string, string>()
  const server = createServer({
    ...{ cert: identity.chain, key: identity.key, ca: authority.certificate, requestCert: asks },
    ...{ minVersion: version, maxVersion: version, rejectUnauthorized: false },
    ...(version === 'TLSv1.3' && { ciphers: 'TLS_AES_128_GCM_SHA256' }),
  })
  server.on('tlsClientError', () => {})
  server.on('keylog', (line) => {
    const [label = '', , secret = ''] = line.toString('latin1').trim().split(' ')
    secrets.set(label, secret)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const plain = Buffer.of(recordType.alert, 3, 3, 0, 2, level, code)
  const sealed = () =>
    new SealedRecords(secrets.get('SERVER_TRAFFIC_SECRET_0')!).seal(recordType.alert, Buffer.of(level, code))
  /** The last record of a client before the server speaks again. */
  const last = version === 'TLSv1.2' ? recordType.changeCipherSpec : recordType.applicationData
  const relay = await startTcpServer((client) => {
    const behind: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    behind.on('error', () => client.destroy())
    client.once('close', () => behind.destroy())
    behind.pipe(client, { end: false })
    let received = Buffer.alloc(0)
    client.on('data', (bytes) => {
      received = Buffer.concat([received, bytes])
      for (let end = endOf(received); end > 0; end = endOf(received)) {
        const record = received.subarray(0, end)
        received = received.subarray(end)
        if (place === 'ServerHello' || record[0] === last) {
          client.removeAllListeners('data').resume()
          behind.unpipe(client)
          behind.destroy()
          client.end(place === 'ServerHello' || version === 'TLSv1.2' ? plain : sealed())
          return
        }
        behind.write(record)
      }
    })
  })
  return {
    port: relay.port,
    async [Symbol.asyncDispose]() {
      await relay.close()
      await once(server.close(), 'close')
    },
  }
}

/** Where the first record of these bytes ends; 0: it is not whole. */
function endOf(bytes: Buffer): number {
  const end = bytes.length < 5 ? Number.POSITIVE_INFINITY : 5 + bytes.readUInt16BE(3)
  return end <= bytes.length ? end : 0
}

/** Per case: what is said of it, and what toHaveRejectedClientCert makes of it. */
async function said(version: Version, asked: 'sent' | 'empty' | 'not asked', place: Place, alert: [number, number]) {
  await using server = await startAlerting(version, asked !== 'not asked', place, alert)
  const entry = { host: 'localhost', port: '*' as const, cert: orders.chain, key: orders.key }
  const client = createClient({ ca: authority.certificate, ...(asked !== 'empty' && { clientCertificates: [entry] }) })
  const outcome: unknown = await client.request(`https://localhost:${server.port}/`).catch((error: unknown) => error)
  await client.destroy()
  const { party, means, cause, alert: by, ...judgement } = judge(evidenceOf(outcome)!)
  const [, code] = alert
  // A record that has an alert is not told as one without.
  if (code !== 0) expect(cause).not.toContain('without an alert')
  const holds = () => {
    try {
      expect(outcome).not.toHaveRejectedClientCert()
      return 'not refused'
    } catch (error) {
      return /cannot tell/.test((error as Error).message) ? 'cannot tell' : 'refused'
    }
  }
  return `${party} ${means}${by ? ` ${by.code}` : ''}, ${judgement.subject.kind}, ${judgement.certainty}: ${holds()}`
}

const levels = { warning: 1, fatal: 2 }
/** Those that are about a certificate, about parameters, about a failure, and one that nobody knows. */
const codes = [40, 42, 47, 48, 51, 70, 80, 116, 120, 200]
const aboutCertificates = [42, 43, 44, 45, 46, 48, 49, 116]

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('an alert of the server on %s', (version) => {
  describe.each(Object.entries(levels))('of the level %s', (_, level) => {
    test.each([
      ['sent', [40, 47, 51], [70, 120]],
      ['empty', [40, 50], [51, 70, 120]],
    ] as const)('after a certificate was asked for: %s', async (presented, alsoRefuses, saysElse) => {
      const isIn = (list: readonly number[], code: number) => list.includes(code)
      for (const code of codes) {
        const about = isIn(saysElse, code)
          ? 'parameters, (?:unknown|proven): not refused'
          : 'client-certificate, likely: cannot tell'
        const proves = aboutCertificates.includes(code) || isIn(alsoRefuses, code)
        expect(await said(version, presented, 'end of the handshake', [level, code]), alertName(code)).toMatch(
          new RegExp(`^server alert ${code}, ${proves ? 'client-certificate, proven: refused' : about}$`),
        )
      }
    })
    test('where none was asked for', async () => {
      for (const code of codes) {
        expect(await said(version, 'not asked', 'end of the handshake', [level, code]), alertName(code)).toMatch(
          new RegExp(`^server alert ${code}, parameters, (?:unknown|likely|proven): not refused$`),
        )
      }
    })
    test('in place of the ServerHello', async () => {
      for (const code of codes) {
        expect(await said(version, 'sent', 'ServerHello', [level, code]), alertName(code)).toMatch(
          new RegExp(`^server alert ${code}, parameters, (?:unknown|likely|proven): not refused$`),
        )
      }
    })
  })
  test('goodbyes alone are no alert that refuses: the close does', async () => {
    for (const code of [0, 90]) {
      expect(await said(version, 'sent', 'end of the handshake', [levels.warning, code])).toBe(
        'server close, client-certificate, proven: refused',
      )
      expect(await said(version, 'sent', 'ServerHello', [levels.warning, code])).toBe(
        'server close, network, proven: not refused',
      )
    }
  })
})
