import { once } from 'node:events'
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type LookupFunction } from 'node:net'
import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, createSecureContext, TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, createAuthority } from '../../../fixtures/authority.ts'
import type { Identity } from '../../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../../fixtures/mtls-server.ts'
import { startTcpServer } from '../../../fixtures/tcp-server.ts'
import { recordEverySocket } from '../../../src/connection/handle-tap/record-every-socket.ts'
import { missingInternals, recordSocket } from '../../../src/connection/handle-tap/record-socket.ts'
import { createAuthority as createKitAuthority, serve } from '../../../src/testing/index.ts'
import { Recorder } from '../../../src/tls/recorder.ts'
import { WireHandshakeReader } from '../../../src/tls/wire-handshake-reader.ts'

let authority: Authority
let client: Identity
let serverIdentity: Identity
let server: MtlsServer
let options: ConnectionOptions

beforeAll(async () => {
  authority = await createAuthority()
  serverIdentity = await authority.issueServer()
  client = await authority.issueClient({ subject: 'CN=orders' })
  server = await startMtlsServer({
    identity: serverIdentity,
    ca: authority.certificate,
    clientCertificate: 'require',
  })
  options = {
    host: '127.0.0.1',
    port: server.port,
    servername: 'localhost',
    ca: authority.certificate,
    cert: client.chain,
    key: client.key,
  }
})
afterAll(() => server.close())

function recorded(more: ConnectionOptions = {}) {
  const recorder = new Recorder()
  const socket = recordSocket(() => connect({ ...options, ...more }), { recorder, readsAfterFailedWrite: true })
  return { recorder, socket, read: () => new WireHandshakeReader(recorder).read() }
}

/** Asks for a page, and reads until the server ends. */
async function answerOver(socket: TLSSocket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')
  return (await everythingFrom(socket)).toString()
}

/** It has failed, as it should have. */
function closed(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => {}).once('close', () => resolve())
  })
}

async function everythingFrom(socket: TLSSocket): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

it('finds all that it needs in this Node', () => {
  expect(missingInternals()).toEqual([])
})

describe('one socket', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is recorded whole, %s', async (version) => {
    const { socket, read, recorder } = recorded({ minVersion: version, maxVersion: version })
    expect(await answerOver(socket)).toContain('"subject":"CN=orders"')
    expect(read()).toMatchObject({
      protocol: version,
      clientCertificate: {
        status: 'sent',
        proven: true,
        chain: expect.objectContaining({ 0: expect.objectContaining({ subject: 'CN=orders' }) }),
      },
      capture: { complete: true },
    })
    expect(recorder.activity.server.applicationDataRecords).toBeGreaterThan(0)
  })

  it('leaves the prototype as Node made it, while it lives and after', async () => {
    const prototype = Object.getPrototypeOf(
      connect(options)
        .on('error', () => {})
        .destroy(),
    ) as object
    const before = Object.getOwnPropertyDescriptors(prototype)
    const { socket } = recorded()
    expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before)
    await answerOver(socket)
    expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before)
    expect(() =>
      recordSocket(
        () => {
          throw new Error('not made')
        },
        { recorder: new Recorder() },
      ),
    ).toThrow('not made')
    expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before)
  })

  it('that refuses the server has sent nothing of its last flight', async () => {
    for (let index = 0; index < 10; index++) {
      const { socket, read } = recorded({ ca: [], minVersion: 'TLSv1.3' })
      const seen = server.seen.length
      await closed(socket)
      expect(read().clientCertificate.status).not.toBe('sent')
      expect(server.seen).toHaveLength(seen)
    }
  })

  it('is recorded at the address of a host that answers', async () => {
    const lookup = ((_host, _options, callback) => {
      callback(null, [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ])
    }) as LookupFunction
    const { socket, read } = recorded({ host: 'both.example', lookup, autoSelectFamily: true } as ConnectionOptions)
    expect(await answerOver(socket)).toContain('CN=orders')
    expect(read().clientCertificate).toMatchObject({ status: 'sent', proven: true })
  })

  it.each<[string, () => Duplex]>([
    ['a socket that is connecting', () => connectTcp(server.port, '127.0.0.1')],
    ['a stream that is no socket', () => duplexOver(server.port)],
  ])('is recorded over %s', async (_, socket) => {
    const own = recorded({ socket: socket() })
    expect(await answerOver(own.socket)).toContain('CN=orders')
    expect(own.read().clientCertificate).toMatchObject({ status: 'sent', proven: true })
  })

  it('over a stream that is no socket, refusing the server, has sent nothing of its last flight', async () => {
    const { socket, read } = recorded({ socket: duplexOver(server.port), ca: [], minVersion: 'TLSv1.3' })
    await closed(socket)
    expect(read().clientCertificate.status).not.toBe('sent')
  })

  it('in another one is recorded apart from it, with 8 MiB each way', async () => {
    const size = 8 * 1024 * 1024
    await using echo = await startMtlsServer({
      identity: serverIdentity,
      ca: authority.certificate,
      clientCertificate: 'require',
      handler: (request, response) => request.pipe(response),
    })
    // Takes the outer TLS off, and passes on what was inside.
    await using relay = await startTcpServer((socket) => {
      const { chain: cert, key } = serverIdentity
      const outside = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) })
      outside.on('error', () => {})
      outside.pipe(connectTcp(echo.port, '127.0.0.1')).pipe(outside)
    })
    const outer = recorded({ port: relay.port, cert: undefined, key: undefined })
    await once(outer.socket, 'secureConnect')
    const inner = recorded({ socket: outer.socket })
    const head = `POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: ${size}\r\n\r\n`
    inner.socket.write(head)
    inner.socket.write(Buffer.alloc(size, 'abcdefghijk'))
    expect((await everythingFrom(inner.socket)).length).toBeGreaterThan(size)
    expect(inner.read().clientCertificate).toMatchObject({ status: 'sent', proven: true })
    expect(outer.read().clientCertificate.status).toBe('not-requested')
  })
})

describe('every socket', () => {
  it('is recorded until that is stopped, without those that are recorded for their maker', async () => {
    const made: { socket: TLSSocket; recorder: Recorder }[] = []
    const stop = recordEverySocket((socket) => {
      const recorder = new Recorder()
      made.push({ socket, recorder })
      return { recorder }
    })
    const socket = connect(options)
    const own = recorded()
    const { prototype } = socket.constructor
    stop()
    const later = connect(options)
    await Promise.all([socket, own.socket, later].map(answerOver))
    expect(made.map((connection) => connection.socket)).toEqual([socket])
    expect(new WireHandshakeReader(made[0]!.recorder).read().clientCertificate.status).toBe('sent')
    expect(own.read().clientCertificate.status).toBe('sent')
    expect(Object.getOwnPropertySymbols(prototype._wrapHandle)).toEqual([])
  })
})

/** The same bytes as a socket, without being one. */
function duplexOver(port: number): Duplex {
  const socket = connectTcp(port, '127.0.0.1')
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk) => duplex.push(chunk) || socket.pause())
  socket.on('end', () => duplex.push(null))
  socket.on('error', (error) => duplex.destroy(error))
  return duplex
}

describe('a server that refuses by an alert, and then resets the connection', () => {
  /** What happens to a socket; the reset comes when the alert has. */
  async function eventsOf(): Promise<string[]> {
    const kit = await createKitAuthority({ subject: 'CN=Strict Root' })
    await using strict = await serve({ authority: kit, clientCertificates: 'required' }, () => new Response())
    const events: string[] = []
    const relay = createTcpServer((downstream) => {
      const upstream = connectTcp(strict.port, '127.0.0.1')
      downstream
        .on('error', () => {})
        .pipe(upstream.on('error', () => {}))
        .on('data', (bytes) => downstream.write(bytes))
      alerted.then(() => downstream.resetAndDestroy())
    })
    let alert = () => {}
    const alerted = new Promise<void>((resolve) => {
      alert = resolve
    })
    relay.listen(0, '127.0.0.1')
    await once(relay, 'listening')
    const { port } = relay.address() as AddressInfo
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: kit.ca }).resume()
    socket.on('error', (error: NodeJS.ErrnoException) => {
      events.push(`error ${error.code}`)
      alert()
    })
    for (const name of ['secureConnect', 'end', 'close']) socket.on(name, () => events.push(name))
    await closed(socket)
    relay.close()
    return events
  }

  it('fails once, as a socket that is not recorded does', async () => {
    const plain = await eventsOf()
    const stop = recordEverySocket(() => ({ recorder: new Recorder() }))
    try {
      expect(await eventsOf()).toEqual(plain)
    } finally {
      stop()
    }
    expect(plain).toEqual(['secureConnect', 'error ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'end', 'close'])
  })
})
