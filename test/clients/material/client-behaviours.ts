import { once } from 'node:events'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'
import axios from 'axios'
import got from 'got'
import nodeFetch from 'node-fetch'
import superagent from 'superagent'
import { Agent, Client, fetch, Pool, request } from 'undici'
import { WebSocket, WebSocketServer } from 'ws'

/** A server that behaves as its paths say, and what a client needs for it. */
export interface Behaving extends Disposable {
  url: string
  ca: string
}

export async function startBehaving(identity: { chain: string; key: string }, ca: string): Promise<Behaving> {
  const options = { cert: identity.chain, key: identity.key, keepAliveTimeout: 60_000 }
  const server = https.createServer(options, (incoming, response) => {
    const { url = '', socket } = incoming
    const redirect = /^\/redirect\/(\d+)/.exec(url)
    if (redirect) {
      const left = Number(redirect[1])
      response.writeHead(307, { location: left > 1 ? `/redirect/${left - 1}` : '/' }).end()
    } else if (url === '/silent') incoming.resume()
    else if (url === '/hang-up') socket.destroy()
    else if (url === '/cut') {
      response.writeHead(200, { 'content-length': 100 })
      response.write('begun', () => setImmediate(() => socket.destroy()))
    } else if (url === '/begun') response.writeHead(200).write('begun')
    else if (url === '/garbage') socket.end('this is not HTTP\r\n\r\n')
    else if (url === '/error') response.writeHead(500).end('broken')
    else if (url === '/once') response.writeHead(200, { connection: 'close' }).end('once')
    else incoming.pipe(response)
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, incoming) => {
    if (incoming.url === '/terminate') socket.terminate()
    else if (incoming.url === '/close') socket.close(4001, 'as asked')
    else socket.on('message', (data) => socket.send(data))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    ca,
    [Symbol.dispose]: () => {
      sockets.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** What people read off an error, and those that it wraps; numbers of ports and addresses apart. */
function told(error: unknown, depth = 0): unknown {
  if (typeof error !== 'object' || error === null || depth > 4) return error
  const { name, code, message, cause, syscall, errno } = error as NodeJS.ErrnoException & { cause?: unknown }
  const keys = Object.keys(error).sort()
  return {
    name,
    code,
    syscall,
    errno,
    message: String(message).replace(/\d{4,5}/g, 'N'),
    keys,
    cause: told(cause, depth + 1),
  }
}

const failure = (call: PromiseLike<unknown>) =>
  Promise.resolve(call).then(
    () => 'no failure',
    (error) => told(error),
  )

type Behaviour = (server: Behaving) => unknown

/** The same failures for each client of HTTP: how it is called, with how long it waits and with what ends it. */
type Call = (url: string, more: { ca: string; timeout?: number; signal?: AbortSignal }) => PromiseLike<unknown>

const calls: Record<string, Call> = {
  axios: (url, { ca, ...more }) =>
    axios.get(url, { httpsAgent: new https.Agent({ ca }), ...more }).then(({ data, status }) => ({ data, status })),
  got: (url, { ca, timeout, signal }) =>
    got(url, {
      https: { certificateAuthority: ca },
      retry: { limit: 0 },
      ...(timeout && { timeout: { request: timeout } }),
      ...(signal && { signal }),
    }).then(({ body, statusCode, redirectUrls }) => ({ body, statusCode, redirects: redirectUrls.length })),
  'node-fetch': (url, { ca, timeout, signal = timeout ? AbortSignal.timeout(timeout) : undefined }) =>
    nodeFetch(url, { agent: new https.Agent({ ca }), ...(signal && { signal: signal as never }) }).then(
      async (response) => ({ text: await response.text(), redirected: response.redirected }),
    ),
  superagent: (url, { ca, timeout }) => {
    const call = superagent.get(url).ca(ca)
    return (timeout ? call.timeout(timeout) : call).then(({ status, text: body }) => ({ status, body }))
  },
  'undici, fetch': (url, { ca, timeout, signal = timeout ? AbortSignal.timeout(timeout) : undefined }) =>
    fetch(url, { dispatcher: new Agent({ connect: { ca } }), ...(signal && { signal }) }).then(async (response) => ({
      text: await response.text(),
      redirected: response.redirected,
    })),
  'undici, request': (url, { ca, timeout, signal }) =>
    request(url, {
      dispatcher: new Agent({ connect: { ca } }),
      ...(timeout && { headersTimeout: timeout, bodyTimeout: timeout }),
      ...(signal && { signal }),
    }).then(async ({ body, statusCode }) => ({ statusCode, text: await body.text() })),
}

const paths = ['/', '/redirect/3', '/redirect/50', '/hang-up', '/cut', '/garbage', '/error', '/once']

const failing = Object.entries(calls).flatMap(([client, call]) => {
  const result = async (answer: PromiseLike<unknown>) => {
    try {
      return await answer
    } catch (error) {
      return told(error)
    }
  }
  const tried: [string, Behaviour][] = [
    ...paths.map((path): [string, Behaviour] => [path, ({ url, ca }) => result(call(url + path, { ca }))]),
    ['nobody listens', ({ ca }) => result(call('https://localhost:1/', { ca }))],
    ['a server that is not trusted', ({ url }) => result(call(url, { ca: '' }))],
    ['aborted before', ({ url, ca }) => result(call(url, { ca, signal: AbortSignal.abort() }))],
    ['a timeout', ({ url, ca }) => result(call(`${url}/silent`, { ca, timeout: 300 }))],
    ['a timeout in the body', ({ url, ca }) => result(call(`${url}/begun`, { ca, timeout: 300 }))],
  ]
  return tried
    .filter(
      ([name]) =>
        !(client === 'superagent' ? /aborted|in the body/ : client === 'axios' ? /in the body/ : /^$/).test(name),
    )
    .map(([name, behave]): [string, Behaviour] => [`${client}: ${name}`, behave])
})

/** The events of a socket, each at its first time. */
function eventsOf(socket: TLSSocket): string[] {
  const seen: string[] = []
  for (const name of [
    'lookup',
    'connect',
    'ready',
    'secure',
    'secureConnect',
    'end',
    'error',
    'close',
    'free',
    'agentRemove',
    'timeout',
  ])
    socket.once(name as 'data', () => seen.push(name))
  return seen
}

const others: Record<string, Behaviour> = {
  'https: events of a request and its socket': async ({ url, ca }) => {
    const seen: string[] = []
    const asked = https.get(url, { ca, agent: false })
    for (const name of ['socket', 'finish', 'response', 'close']) asked.once(name, () => seen.push(name))
    const [socket] = await once(asked, 'socket')
    const onSocket = eventsOf(socket)
    const [response] = await once(asked, 'response')
    await text(response)
    await once(socket, 'close')
    return { seen, onSocket, listeners: asked.eventNames().map(String).sort() }
  },
  'https: destroyed at each moment': async ({ url, ca }) => {
    const outcomes: unknown[] = []
    for (const moment of ['at once', 'socket', 'secureConnect', 'response']) {
      const asked = https.get(`${url}/begun`, { ca, agent: false })
      const end = () => asked.destroy(new Error(moment))
      if (moment === 'at once') end()
      else if (moment === 'secureConnect') asked.once('socket', (socket) => socket.once(moment, end))
      else asked.once(moment, end)
      const errors: unknown[] = []
      asked.on('error', (error) => errors.push(told(error)))
      await new Promise<void>((resolve) => asked.once('close', resolve))
      outcomes.push([moment, errors, asked.destroyed, asked.reusedSocket])
    }
    return outcomes
  },
  'https: an agent that keeps connections': async ({ url, ca }) => {
    const agent = new https.Agent({ ca, keepAlive: true, maxSockets: 2, maxFreeSockets: 1 })
    const visit = async () => {
      const asked = https.get(url, { agent })
      const [response] = await once(asked, 'response')
      await text(response)
      return asked.reusedSocket
    }
    const first = await visit()
    await new Promise(setImmediate)
    const reused = [first, await visit()]
    await Promise.all(Array.from({ length: 6 }, visit))
    await new Promise(setImmediate)
    const kept = Object.values(agent.freeSockets).flat().length
    agent.destroy()
    return { reused, kept }
  },
  'https: a timeout of the request': async ({ url, ca }) => {
    const asked = https.get(`${url}/silent`, { ca, agent: false, timeout: 300 })
    await once(asked, 'timeout')
    asked.destroy()
    return told((await once(asked, 'error'))[0])
  },
  'undici: requests in a pipeline': async ({ url, ca }) => {
    const client = new Client(url, { connect: { ca }, pipelining: 4 })
    const bodies = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (body) => (await client.request({ path: '/', method: 'POST', body })).body.text()),
    )
    await client.close()
    return bodies
  },
  'undici: events of a pool': async ({ url, ca }) => {
    const pool = new Pool(url, { connect: { ca }, connections: 1 })
    const seen: string[] = []
    for (const name of ['connect', 'disconnect', 'connectionError', 'drain'])
      pool.on(name as 'connect', () => seen.push(name))
    await (await pool.request({ path: '/once', method: 'GET' })).body.dump()
    await (await pool.request({ path: '/', method: 'GET' })).body.dump()
    await pool.destroy()
    return [...new Set(seen)].sort()
  },
  'undici: destroyed while it waits': async ({ url, ca }) => {
    const client = new Client(url, { connect: { ca } })
    const waiting = failure(client.request({ path: '/silent', method: 'GET' }))
    await once(client, 'connect')
    await client.destroy(new Error('enough'))
    return waiting
  },
  'ws: a message there and back': async ({ url, ca }) => {
    const socket = new WebSocket(url.replace('https', 'wss'), { ca })
    const seen: string[] = []
    for (const name of ['upgrade', 'open', 'message', 'close']) socket.once(name, () => seen.push(name))
    await once(socket, 'open')
    socket.send('x'.repeat(300_000))
    const [data] = await once(socket, 'message')
    socket.close(1000, 'done')
    const [code, reason] = await once(socket, 'close')
    return { seen, length: (data as Buffer).length, code, reason: String(reason) }
  },
  ...Object.fromEntries(
    ['/terminate', '/close'].map((path): [string, Behaviour] => [
      `ws: the server ends by ${path}`,
      async ({ url, ca }) => {
        const socket = new WebSocket(url.replace('https', 'wss') + path, { ca })
        const [code, reason] = await once(socket, 'close')
        return { code, reason: String(reason) }
      },
    ]),
  ),
  'ws: terminated before it is open': async ({ url, ca }) => {
    const socket = new WebSocket(url.replace('https', 'wss'), { ca })
    const errors: unknown[] = []
    socket.on('error', (error) => errors.push(told(error)))
    socket.terminate()
    const code = await new Promise((resolve) => socket.on('close', resolve))
    return { errors, code }
  },
  'ws: a server that is not trusted': async ({ url }) => {
    const socket = new WebSocket(url.replace('https', 'wss'))
    const errors: unknown[] = []
    socket.on('error', (error) => errors.push(told(error)))
    const code = await new Promise((resolve) => socket.on('close', resolve))
    return { errors, code }
  },
}

/** How clients behave, as far as programs can see it: each gives plain data that does not depend on the machine's speed. */
export const clientBehaviours: Record<string, Behaviour> = { ...Object.fromEntries(failing), ...others }
