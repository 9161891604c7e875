import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { evidenceOf } from '../../src/evidence/evidence.ts'
import type { Judgement } from '../../src/evidence/judgement.ts'
import { judge } from '../../src/judgement/judge.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'

expect.extend(matchers)

let authority: Authority
let identity: Identity
let withCertificate: MtlsClient
let withoutCertificate: MtlsClient

beforeAll(async () => {
  authority = await createAuthority({ name: 'Internal CA' })
  identity = await authority.issueServer()
  const { chain: cert, key } = await authority.issueClient({ subject: 'CN=orders' })
  const ca = authority.certificate
  withCertificate = createClient({
    ca,
    clientCertificates: [{ name: 'orders', host: 'localhost', port: '*', cert, key }],
  })
  withoutCertificate = createClient({ ca })
})

afterAll(async () => {
  await withCertificate.destroy()
  await withoutCertificate.destroy()
})

const page = (status: string, body: string, more = '') =>
  `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nConnection: close\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`
const settings = Buffer.of(0, 0, 0, 4, 0, 0, 0, 0, 0)
const goaway = Buffer.of(0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

/** What the server does once it has a request, or `now`: when TLS is up. */
const behaviours: Record<string, (socket: TLSSocket) => void> = {
  'answers 200': (socket) => socket.end(page('200 OK', 'fine')),
  'answers 302': (socket) => socket.end(page('302 Found', '', 'X-Location: /login\r\n')),
  'answers 400': (socket) => socket.end(page('400 Bad Request', '<h1>No such order</h1>')),
  'answers 401 and wants a token': (socket) =>
    socket.end(page('401 Unauthorized', '', 'WWW-Authenticate: Bearer realm="orders"\r\n')),
  'answers 403': (socket) => socket.end(page('403 Forbidden', '<h1>Forbidden</h1>')),
  'answers 404': (socket) => socket.end(page('404 Not Found', '')),
  'answers 421': (socket) => socket.end(page('421 Misdirected Request', '')),
  'answers 495': (socket) => socket.end(page('495 SSL Certificate Error', '')),
  'answers 496': (socket) => socket.end(page('496 SSL Certificate Required', '')),
  'answers 500': (socket) => socket.end(page('500 Internal Server Error', '')),
  'says that none was sent': (socket) =>
    socket.end(page('400 Bad Request', '<title>400 No required SSL certificate was sent</title>')),
  'says that it is no good': (socket) =>
    socket.end(page('400 Bad Request', '<title>400 The SSL certificate error</title>')),
  'says goodbye in HTTP/2': (socket) => socket.end(Buffer.concat([settings, goaway])),
  'says 100 and closes': (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'),
  'switches protocols': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  'speaks SSH': (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'),
  'breaks HTTP': (socket) => socket.write('HTTP/1.1 200 OK\r\nno colon\r\n\r\n'),
  'begins an answer and closes': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-'),
  closes: (socket) => socket.end(),
  'never answers': () => {},
}

const presented = ['not-requested', 'sent', 'empty'] as const

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (version) => {
  test('what is said of each server', async () => {
    const table: string[] = []
    for (const [behaviour, act] of Object.entries(behaviours)) {
      for (const status of presented) {
        const judgement = await judged(version, act, status)
        table.push(`${behaviour}, certificate ${status}\n${linesOf(judgement)}`)
      }
    }
    expect(table).toHaveLength(60)
    expect(table.join('\n\n')).toMatchSnapshot()
  })
})

async function judged(
  version: 'TLSv1.2' | 'TLSv1.3',
  act: (socket: TLSSocket) => void,
  status: (typeof presented)[number],
): Promise<Judgement & { holds: string; port: number }> {
  const asks = status !== 'not-requested'
  const server = createServer(
    {
      cert: identity.chain,
      key: identity.key,
      minVersion: version,
      maxVersion: version,
      ...(asks && { requestCert: true, rejectUnauthorized: false, ca: authority.certificate }),
    },
    (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => act(socket))
    },
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets = new Set<TLSSocket>()
  server.on('secureConnection', (socket) => sockets.add(socket))
  const { port } = server.address() as AddressInfo
  const client = status === 'sent' ? withCertificate : withoutCertificate
  const outcome: unknown = await client
    .request(`https://localhost:${port}/`, {
      timeout: act === behaviours['never answers'] ? 400 : 20_000,
      redirect: 'manual',
    })
    .catch((error: unknown) => error)
  const judgement = judge(evidenceOf(outcome)!)
  const holds = verdictOf(outcome)
  for (const socket of sockets) socket.destroy()
  server.close()
  return { ...judgement, holds, port }
}

/** What the matcher makes of it, and where the test names the answer. */
function verdictOf(outcome: unknown): string {
  const says = (assertion: () => void) => {
    try {
      assertion()
      return 'holds'
    } catch (error) {
      return /cannot tell/.test((error as Error).message) ? 'cannot tell' : 'does not hold'
    }
  }
  const { status } = outcome as { status?: number }
  const bare = says(() => expect(outcome).toHaveRejectedClientCert())
  const named =
    status !== undefined && status >= 400
      ? `, named: ${says(() => expect(outcome).toHaveRejectedClientCert({ status }))}`
      : ''
  return `${bare}${named}`
}

function linesOf({
  situation,
  party,
  means,
  subject,
  certainty,
  cause,
  remedy,
  holds,
  port,
}: Awaited<ReturnType<typeof judged>>): string {
  return [
    `  ${situation}: ${party}, ${means}, ${subject.kind}, ${certainty}; toHaveRejectedClientCert ${holds}`,
    `  ${cause}`,
    ...(remedy === undefined ? [] : [`  ${remedy}`]),
  ]
    .join('\n')
    .replaceAll(String(port), '<port>')
}
