import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { dissect } from '../../fixtures/tshark.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf, handshakesOf } from '../../src/request/mtls-response.ts'
import { writeCapture } from '../../src/request/write-capture.ts'

const missing = requireProgram('tshark')
if (missing !== undefined) console.warn(`Skipped: captures read by tshark (${missing})`)

let folder: string
let authority: Authority
let orders: Identity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'captures-'))
  authority = await createAuthority()
  orders = await authority.issueClient({ subject: 'CN=orders' })
})
afterAll(() => rm(folder, { recursive: true }))

describe.skipIf(missing).each(['TLSv1.2', 'TLSv1.3'] as const)('%s, read by tshark without settings', (version) => {
  test.each([false, true])('the request and the answer are readable (http2: %s)', async (http2) => {
    await using server = await startMtlsServer({
      identity: await authority.issueServer(),
      ca: authority.certificate,
      clientCertificate: 'require',
      minVersion: version,
      maxVersion: version,
      http2,
    })
    const client = createClient({
      ca: [authority.certificate],
      http2,
      clientCertificates: [{ host: 'localhost', port: '*', cert: orders.chain, key: orders.key }],
    })
    const accepted = await client.request(`${server.url}/orders`)
    await accepted.text()
    const refused = await client.request(server.url, { clientCert: false }).catch((error: unknown) => error)
    await client.close()

    const file = join(folder, `${version}-${http2}.pcapng`)
    await writeCapture(file, [...handshakesOf(accepted), handshakeOf(refused)!])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const packets = await dissect(file, { fields: ['tcp.stream', 'tls.handshake.type', 'tls.alert_message.desc'] })
    const seen = (stream: string, field: string) =>
      packets.filter((packet) => packet['tcp.stream']?.[0] === stream).flatMap((packet) => packet[field] ?? [])
    // CertificateRequest, CertificateVerify: readable in TLS 1.3 only when decrypted.
    expect(seen('0', 'tls.handshake.type')).toEqual(expect.arrayContaining(['1', '2', '11', '13', '15', '20']))
    expect(seen('1', 'tls.alert_message.desc')).toContain(version === 'TLSv1.3' ? '116' : '40')
  })
})

test('a handshake from elsewhere is refused', async () => {
  const write = writeCapture(join(folder, 'none.pcapng'), JSON.parse('{"host":"localhost"}'))
  await expect(write).rejects.toThrow(
    new TypeError('writeCapture() needs handshakes of this process: handshakesOf(response), error.handshake'),
  )
})

test.each([[[]], [new Map()], [''], [undefined], [5]])('%j is no path of a file', async (value) => {
  await expect(writeCapture(value as never, [])).rejects.toThrow(
    "writeCapture() takes the path of a file first: writeCapture('orders.pcapng', handshakes)",
  )
})

test('no handshake at all', async () => {
  await expect(writeCapture(join(folder, 'none.pcapng'), [])).rejects.toThrow('writeCapture() was given no handshake.')
})
