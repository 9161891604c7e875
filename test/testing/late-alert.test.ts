import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createSecureContext, TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { pathOf, requireProgram } from '../../fixtures/programs.ts'
import { type Authority, createAuthority, type IssuedCertificate } from '../../src/testing/index.ts'
import { ServedConnection } from '../../src/testing/serve/served-connection.ts'

// An alert that is sent after other records of the server under the same key: its number in the sequence is not 0.

const run = promisify(execFile)
const unknownCa = 48
const suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']

let authority: Authority
let site: IssuedCertificate

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Late Root' })
  site = await authority.issueServerCertificate()
})

/** Sends its session tickets, and so many records of data once the client has said something, then the alert. */
async function lateServer(ciphers: string, records: number) {
  const secureContext = createSecureContext({ cert: site.cert, key: site.key, ciphers, minVersion: 'TLSv1.3' })
  const connections: ServedConnection[] = []
  const server = createServer((raw) => {
    const connection = new ServedConnection(raw, true)
    connections.push(connection)
    const socket = new TLSSocket(connection.tap, {
      isServer: true,
      secureContext,
      requestCert: true,
      rejectUnauthorized: false,
    })
    socket.on('keylog', (line: Buffer) => connection.keyLog(line))
    socket.on('error', () => socket.destroy())
    socket.once('secure', () => connection.secured({}))
    socket.once('data', async () => {
      for (let count = 0; count < records; count++) await new Promise((sent) => socket.write(`record ${count}\n`, sent))
      connection.refuse(unknownCa, socket)
      socket.destroy()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    await closed
  }
  return { port: (server.address() as AddressInfo).port, connections, [Symbol.asyncDispose]: close }
}

test.each(suites.flatMap((suite) => [1, 2, 5].map((records) => [suite, records] as const)))(
  'under %s, after tickets and %i records of data',
  async (suite, records) => {
    await using server = await lateServer(suite, records)
    const socket = connect({ port: server.port, host: '127.0.0.1', servername: 'localhost', ca: authority.ca })
    let tickets = 0
    socket.on('session', () => tickets++)
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes
    })
    socket.once('secureConnect', () => socket.write('hello\n'))
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toMatch(/^ERR_SSL_.*ALERT_UNKNOWN_CA$/)
    expect(tickets).toBeGreaterThan(0)
    expect(text.match(/record/g) ?? []).toHaveLength(records)
    expect(server.connections[0]!.handshake.alerts).toMatchObject([{ from: 'server', code: unknownCa }])
  },
)

const missing = requireProgram('openssl')
test.skipIf(missing)(`openssl s_client reads it, too${missing ?? ''}`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'late-'))
  try {
    await writeFile(join(folder, 'ca.pem'), authority.ca)
    for (const suite of suites) {
      await using server = await lateServer(suite, 3)
      const child = run(
        pathOf('openssl'),
        ['s_client', '-connect', `127.0.0.1:${server.port}`, '-CAfile', 'ca.pem', '-quiet'],
        {
          cwd: folder,
        },
      )
      child.child.stdin!.write('hello\n')
      const { stdout, stderr } = await child.catch((error: { stdout: string; stderr: string }) => error)
      expect(/SSL alert number (\d+)/.exec(stderr)?.[1] ?? stderr).toBe(`${unknownCa}`)
      expect(stdout).toBe('record 0\nrecord 1\nrecord 2\n')
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
