import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { Agent, get } from 'node:https'
import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type ConnectionOptions, connect, type TLSSocket, TLSSocket as TlsSocketClass } from 'node:tls'
import type { Ports } from './behaving-servers.ts'

/** What a behaviour is tried with. */
export interface Surroundings {
  ports: Ports
  /** Path of a socket of the system, with an HTTPS server behind it. */
  path: string
  /** Trust, certificate and key. */
  options: ConnectionOptions
}

type Behaviour = (surroundings: Surroundings) => unknown

const request = 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'
const page = (text: string) => text.includes('CN=orders')

/** `more`: options that Node's declarations do not know are among them. */
function open({ ports, options }: Surroundings, more: object = {}): TLSSocket {
  return connect({ host: '127.0.0.1', port: ports.https, servername: 'localhost', ...options, ...more })
}

async function secured(surroundings: Surroundings, more?: object): Promise<TLSSocket> {
  const socket = open(surroundings, more)
  await once(socket, 'secureConnect')
  return socket
}

const events = ['lookup', 'connect', 'ready', 'secure', 'secureConnect', 'session', 'end', 'close', 'error', 'timeout']
const attempts = ['connectionAttempt', 'connectionAttemptFailed']

/** In the order of their first times: how many sessions a server sends in one piece is up to the machine. */
function eventsOf(socket: TLSSocket): string[] {
  const seen: string[] = []
  for (const name of [...events, ...attempts]) socket.once(name as 'data', () => seen.push(name))
  return seen
}

async function textOf(socket: AsyncIterable<unknown>): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += chunk
  return text
}

/** What people read off an error; not the stack: OpenSSL's errors show who called it. */
function factsOf(error: NodeJS.ErrnoException & { errors?: Error[]; reason?: string; library?: string }): object {
  const { name, code, errno, syscall, library, reason, message, errors } = error
  const told = message.replace(/^[0-9A-F]{8,}:/, '').replace(/\d{4,5}/g, 'N')
  return { name, code, errno, syscall, library, reason, message: told, errors: errors?.map(factsOf) }
}

function failureOf(socket: TLSSocket): Promise<{ errors: object[]; hadError: boolean }> {
  const errors: object[] = []
  socket.on('error', (error) => errors.push(factsOf(error)))
  return new Promise((resolve) => socket.on('close', (hadError) => resolve({ errors, hadError })))
}

/** `lookup` that gives these addresses. */
const addresses =
  (...list: [string, number][]): LookupFunction =>
  (_host, _options, done) =>
    done(null, list.map(([address, family]) => ({ address, family })) as never)

const failing =
  (error: Error): LookupFunction =>
  (_host, _options, done) =>
    done(error, '', 4)

const resumed = (agent: Agent, port: number) =>
  new Promise<boolean>((resolve, reject) => {
    get({ host: 'localhost', port, agent, headers: { connection: 'close' } }, (response) => {
      const { socket } = response
      response.resume().once('end', () => resolve((socket as TLSSocket).isSessionReused()))
    }).on('error', reject)
  })

/** A stream of the caller's with a TCP connection behind it. */
function duplexTo(port: number): Duplex {
  const tcp = connectTcp(port, '127.0.0.1')
  const duplex: Duplex = new Duplex({
    read: () => void tcp.resume(),
    write: (chunk, _encoding, done) => void tcp.write(chunk, done),
    final: (done) => void tcp.end(done),
    destroy(error, done) {
      tcp.destroy()
      done(error)
    },
  })
  tcp.on('error', (error) => duplex.destroy(error))
  tcp.on('data', (chunk) => duplex.push(chunk) || tcp.pause())
  tcp.on('end', () => duplex.push(null))
  return duplex
}

/** How a socket of TLS behaves, as far as programs can see it: each gives plain data that does not depend on the machine's speed. */
export const behaviours: Record<string, Behaviour> = {
  'properties while it connects': (all) => {
    const socket = open(all).on('error', () => {})
    const { connecting, pending, readyState, encrypted, authorized, remoteAddress, allowHalfOpen, timeout } = socket
    const { bytesRead, bytesWritten, readableHighWaterMark, writableHighWaterMark } = socket
    socket.destroy()
    const marks = { bytesRead, bytesWritten, readableHighWaterMark, writableHighWaterMark, timeout }
    const states = { connecting, pending, readyState, encrypted, authorized, remoteAddress, allowHalfOpen }
    return { ...marks, ...states, class: socket.constructor === TlsSocketClass }
  },
  'own properties': (all) => {
    const socket = open(all).on('error', () => {})
    const keys = Object.keys(socket).sort()
    socket.destroy()
    return keys
  },
  'order of events, by address': async (all) => {
    const socket = open(all)
    const seen = eventsOf(socket)
    const closed = once(socket, 'close')
    socket.once('secureConnect', () => socket.write(request))
    const text = await textOf(socket)
    await closed
    return { seen, page: page(text) }
  },
  'order of events, by name': async (all) => {
    const socket = open(all, { host: 'api.test', lookup: addresses(['127.0.0.1', 4]) })
    const seen = eventsOf(socket)
    const closed = once(socket, 'close')
    socket.once('secureConnect', () => socket.write(request))
    await textOf(socket)
    await closed
    return seen
  },
  'properties when it is secure': async (all) => {
    const socket = await secured(all, { ALPNProtocols: ['http/1.1'] })
    const { remoteAddress, remoteFamily, remotePort, localAddress, localFamily, alpnProtocol, authorized } = socket
    const { connecting, pending, readyState } = socket
    const methods = {
      address: Object.keys(socket.address()),
      peer: socket.getPeerCertificate().subject.CN,
      cipher: socket.getCipher().name,
      protocol: socket.getProtocol(),
      reused: socket.isSessionReused(),
      finished: socket.getFinished()?.length,
      exported: socket.exportKeyingMaterial(16, 'label', Buffer.alloc(1)).length,
    }
    socket.destroy()
    const ends = { remoteAddress, remoteFamily, remote: remotePort === all.ports.https, localAddress, localFamily }
    return { ...ends, ...methods, alpnProtocol, authorized, connecting, pending, readyState }
  },
  'bytes are counted': async (all) => {
    const socket = await secured(all)
    const before = [socket.bytesWritten, socket.bytesRead]
    socket.write(request)
    const text = await textOf(socket)
    return { before, written: socket.bytesWritten, read: socket.bytesRead - Buffer.byteLength(text) }
  },
  'what methods return': (all) => {
    const socket = open(all).on('error', () => {})
    const returned = {
      setNoDelay: socket.setNoDelay() === socket,
      setKeepAlive: socket.setKeepAlive(true) === socket,
      ref: socket.ref() === socket,
      unref: socket.unref() === socket,
      setTimeout: socket.setTimeout(0) === socket,
      pause: socket.pause() === socket,
      resume: socket.resume() === socket,
      setEncoding: socket.setEncoding('utf8') === socket,
    }
    socket.destroy()
    return returned
  },
  'timeout of an idle connection': async (all) => {
    const socket = await secured(all)
    socket.setTimeout(30)
    await once(socket, 'timeout')
    const { timeout, destroyed } = socket
    socket.destroy()
    return { timeout, destroyed }
  },
  'timeout while it connects': async (all) => {
    const socket = open(all, { timeout: 30, port: all.ports.silent }).on('error', () => {})
    await once(socket, 'timeout')
    const { destroyed, connecting } = socket
    socket.destroy()
    return { destroyed, connecting }
  },
  'the server ends first': async (all) => {
    const socket = open(all, { port: all.ports.endsFirst })
    const closed = once(socket, 'close')
    const text = await textOf(socket)
    await closed
    return { text, ended: socket.writableEnded, destroyed: socket.destroyed }
  },
  'the server ends first, half open': async (all) => {
    const socket = open(all, { port: all.ports.endsFirst, allowHalfOpen: true }).resume()
    const closed = once(socket, 'close')
    await once(socket, 'end')
    const { writable, destroyed } = socket
    socket.end()
    await closed
    return { writable, destroyed, after: socket.destroyed }
  },
  'the client ends, then comes the rest': async (all) => {
    const socket = await secured(all, { port: all.ports.answersAtEnd })
    socket.end('question')
    return textOf(socket)
  },
  'nobody listens': (all) => failureOf(open(all, { port: all.ports.nobody })),
  'nobody listens, on two addresses': (all) =>
    failureOf(
      open(all, {
        host: 'dual.test',
        port: all.ports.nobody,
        autoSelectFamily: true,
        lookup: addresses(['127.0.0.1', 4], ['127.0.0.2', 4]),
      }),
    ),
  'a name that nobody knows': (all) => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND api.test'), {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
    })
    return failureOf(open(all, { host: 'api.test', lookup: failing(unknown) }))
  },
  'reset before the handshake': (all) => failureOf(open(all, { port: all.ports.resets })),
  'closed before the handshake': (all) => failureOf(open(all, { port: all.ports.closes })),
  'a server that does not speak TLS': (all) => failureOf(open(all, { port: all.ports.http })),
  'a server that is not trusted': (all) => failureOf(open(all, { ca: [] })),
  'another name': (all) => failureOf(open(all, { servername: 'other.example' })),
  'no certificate where one is required, TLS 1.3': (all) => {
    const socket = open(all, { cert: undefined, key: undefined, minVersion: 'TLSv1.3' }).resume()
    return failureOf(socket)
  },
  'no certificate where one is required, TLS 1.2': (all) =>
    failureOf(open(all, { cert: undefined, key: undefined, maxVersion: 'TLSv1.2' }).resume()),
  'no common version': (all) =>
    failureOf(open(all, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' })),
  'reset in the middle': (all) => failureOf(open(all, { port: all.ports.resetsLater }).resume()),
  'a write after a reset': async (all) => {
    const socket = open(all, { port: all.ports.resetsLater }).resume()
    await failureOf(socket)
    return new Promise((resolve) => socket.write('late', (error) => resolve((error as NodeJS.ErrnoException).code)))
  },
  'the second address answers': async (all) => {
    const socket = open(all, {
      host: 'dual.test',
      autoSelectFamily: true,
      lookup: addresses(['127.0.0.2', 4], ['127.0.0.1', 4]),
    })
    const seen = eventsOf(socket)
    const closed = once(socket, 'close')
    await once(socket, 'secureConnect')
    socket.write(request)
    const text = await textOf(socket)
    await closed
    return { seen, page: page(text), address: socket.autoSelectFamilyAttemptedAddresses?.length }
  },
  'sessions of an https.Agent': async (all) => {
    const agent = new Agent({ ...all.options, maxCachedSessions: 5 })
    const { https } = all.ports
    return [await resumed(agent, https), await resumed(agent, https), await resumed(agent, https)]
  },
  'connections that an https.Agent keeps': async (all) => {
    const agent = new Agent({ ...all.options, keepAlive: true, maxSockets: 1 })
    const used = new Set<Socket>()
    for (let time = 0; time < 4; time++) {
      await new Promise<void>((done, failed) => {
        get({ host: 'localhost', port: all.ports.https, agent }, (response) => {
          used.add(response.socket)
          response.resume().once('close', done)
        }).on('error', failed)
      })
    }
    agent.destroy()
    return used.size
  },
  'a socket of the system': async (all) => {
    const socket = connect({ path: all.path, servername: 'localhost', ...all.options })
    socket.write(request)
    return page(await textOf(socket))
  },
  'over a stream': async (all) => {
    const socket = open(all, { socket: duplexTo(all.ports.https) as Socket })
    socket.write(request)
    return page(await textOf(socket))
  },
  'TLS in TLS': async (all) => {
    const outer = await secured(all, { port: all.ports.tunnel })
    const socket = open(all, { socket: outer })
    socket.write(request)
    return { page: page(await textOf(socket)), address: socket.remoteAddress }
  },
  'over a socket that is connecting': async (all) => {
    const tcp = connectTcp(all.ports.https, '127.0.0.1')
    const socket = open(all, { socket: tcp })
    const seen = eventsOf(socket)
    const closed = once(socket, 'close')
    socket.write(request)
    const text = await textOf(socket)
    await closed
    return { seen, page: page(text), tcp: tcp.destroyed }
  },
  'over a socket that has read before': async (all) => {
    const tcp = connectTcp(all.ports.greets, '127.0.0.1')
    const [greeting] = await once(tcp, 'data')
    tcp.write('STARTTLS\r\n')
    await once(tcp, 'data')
    const socket = open(all, { socket: tcp })
    socket.write('question')
    return { greeting: String(greeting), text: await textOf(socket) }
  },
  'the option onread': async (all) => {
    const buffer = Buffer.alloc(16 * 1024)
    let text = ''
    const callback = (length: number) => {
      text += buffer.toString('latin1', 0, length)
      return true
    }
    const socket = await secured(all, { onread: { buffer, callback } })
    socket.write(request)
    await once(socket, 'close')
    return page(text)
  },
  'writing 8 MB before it is connected': async (all) => {
    const socket = open(all, { port: all.ports.counts })
    const first = socket.write(Buffer.alloc(8 * 1024 * 1024))
    let drained = false
    socket.once('drain', () => {
      drained = true
      socket.end()
    })
    return { first, text: await textOf(socket), drained }
  },
  'reading 16 MB with pauses': async (all) => {
    const socket = open(all, { port: all.ports.sends })
    let bytes = 0
    let longest = 0
    for await (const chunk of socket) {
      bytes += (chunk as Buffer).byteLength
      longest = Math.max(longest, socket.readableLength)
      if (bytes % 3 === 0) await delay(1)
    }
    return { bytes, bounded: longest <= socket.readableHighWaterMark + 64 * 1024 }
  },
  'destroyed while it connects': async (all) => {
    const socket = open(all)
    const seen = eventsOf(socket)
    socket.destroy()
    await once(socket, 'close')
    return seen
  },
  'destroyed in the handshake': async (all) => {
    const socket = open(all)
    const seen = eventsOf(socket)
    socket.once('connect', () => socket.destroy(new Error('mine')))
    return { ...(await failureOf(socket)), seen }
  },
  'destroyed when it is secure': async (all) => {
    const socket = await secured(all)
    const seen = eventsOf(socket)
    socket.destroy()
    await once(socket, 'close')
    return seen
  },
  'ended before it is secure': async (all) => {
    const socket = open(all, { port: all.ports.counts })
    socket.end('12345')
    return textOf(socket)
  },
  'an abort signal': async (all) => {
    const aborted = new AbortController()
    const socket = open(all, { signal: aborted.signal })
    const failure = failureOf(socket)
    aborted.abort()
    return failure
  },
  'an address as server name': (all) => {
    try {
      open(all, { servername: '127.0.0.1' }).on('error', () => {})
      return 'taken'
    } catch (error) {
      return (error as NodeJS.ErrnoException).code
    }
  },
  'resetAndDestroy()': async (all) => {
    const socket = await secured(all)
    try {
      socket.resetAndDestroy()
      return 'done'
    } catch (error) {
      socket.destroy()
      return (error as NodeJS.ErrnoException).code
    }
  },
  'net.client.socket': async (all) => {
    const seen: string[] = []
    const note = (message: unknown) => seen.push((message as { socket: object }).socket.constructor.name)
    subscribe('net.client.socket', note)
    const socket = await secured(all)
    unsubscribe('net.client.socket', note)
    socket.destroy()
    return seen
  },
  'the context of events': async (all) => {
    const storage = new AsyncLocalStorage<string>()
    const seen: string[] = []
    await storage.run('here', async () => {
      const socket = open(all)
      for (const name of ['connect', 'secureConnect', 'data', 'end', 'close']) {
        socket.once(name as 'data', () => seen.push(`${name} ${storage.getStore()}`))
      }
      socket.once('secureConnect', () => socket.write(request))
      await once(socket, 'close')
    })
    return seen
  },
  renegotiation: async (all) => {
    const socket = await secured(all, { maxVersion: 'TLSv1.2' })
    const error = await new Promise((done) => socket.renegotiate({ rejectUnauthorized: true }, done))
    socket.destroy()
    return error
  },
  'options are left as they are': (all) => {
    const given = { host: '127.0.0.1', port: all.ports.https, servername: 'localhost', ...all.options }
    const before = JSON.stringify(Object.keys(given))
    connect(given)
      .on('error', () => {})
      .destroy()
    return before === JSON.stringify(Object.keys(given))
  },
  'corked writes': async (all) => {
    const socket = await secured(all)
    socket.cork()
    for (const line of request.split(/(?<=\n)/)) socket.write(line)
    socket.uncork()
    return page(await textOf(socket))
  },
  'callbacks of writes': async (all) => {
    const socket = await secured(all, { port: all.ports.counts })
    const order: number[] = []
    for (const number of [1, 2, 3]) socket.write('x'.repeat(number), () => order.push(number))
    socket.end(() => order.push(4))
    return { text: await textOf(socket), order }
  },
}
