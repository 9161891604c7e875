import { EventEmitter, once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import https, { Agent } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { connect, createServer } from 'node:tls'
import axios from 'axios'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { clients } from '../../src/clients/clients.ts'
import { attachedEvidence } from '../../src/evidence/evidence.ts'
import { judge } from '../../src/judgement/judge.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { watchClients } from './material/in-this-process.ts'

expect.extend(matchers)

/** Servers that have got everything and never answer: `silent` after TLS, with a client certificate; `deaf` speaks no TLS. */
const servers: Record<'silent' | 'deaf', Server> = {} as never
const requests = new EventEmitter()
const open = new Set<{ destroy(): void }>()
let client: MtlsClient
let site: Identity
let options: { ca: string; cert: string; key: string }

beforeAll(async () => {
  const authority = await createAuthority()
  const { chain: cert, key } = await authority.issueClient({ subject: 'CN=orders' })
  site = await authority.issueServer()
  const ca = authority.certificate
  options = { ca, cert, key }
  client = createClient({ ca, clientCertificates: [{ host: '*', port: '*', cert, key }] })
  servers.silent = createServer(
    { cert: site.chain, key: site.key, ca, requestCert: true, rejectUnauthorized: false },
    (socket) => {
      socket.on('error', () => {}).on('data', () => requests.emit('silent'))
    },
  )
  servers.deaf = createTcpServer((socket) => {
    socket.on('error', () => {}).on('data', () => requests.emit('deaf'))
  })
  for (const server of Object.values(servers)) {
    server.on('connection', (socket) => open.add(socket))
    await once(server.listen(0, '127.0.0.1'), 'listening')
  }
})

afterAll(async () => {
  await client.destroy()
  for (const socket of open) socket.destroy()
  for (const server of Object.values(servers)) server.close()
})

/** Ends a call as people do, when the server has got it; gives what its caller gets. */
const ends: Record<string, (url: string, agent: Agent, arrived: Promise<unknown>) => Promise<unknown>> = {
  'destroy()': (url, agent, arrived) => destroyed(url, agent, arrived),
  'destroy(error)': (url, agent, arrived) => destroyed(url, agent, arrived, new Error('too slow')),
  'the signal of axios': async (url, httpsAgent, arrived) => {
    const controller = new AbortController()
    const failure = axios.get(url, { httpsAgent, signal: controller.signal }).catch((error: unknown) => error)
    await arrived
    controller.abort()
    return failure
  },
}

async function destroyed(url: string, agent: Agent, arrived: Promise<unknown>, reason?: Error): Promise<unknown> {
  const request = https.get(url, { agent })
  const failure = once(request, 'error')
  await arrived
  request.destroy(reason)
  return (await failure)[0]
}

describe.each(['recorded', 'with the agent'] as const)('%s', (how) => {
  test.each(Object.keys(ends))('%s is not the doing of a server that is silent', async (end) => {
    const said: string[] = []
    for (const server of ['silent', 'deaf'] as const) {
      using _ = how === 'recorded' ? await watchClients() : undefined
      const agent = how === 'recorded' ? new Agent(options) : client.agent
      const { port } = servers[server].address() as AddressInfo
      const failure = await ends[end]!(`https://localhost:${port}/`, agent, once(requests, server))
      const evidence = clients.evidenceOf(failure as object, attachedEvidence)
      if (evidence === undefined) throw new Error('the failure leads to no evidence')
      const { party, means, subject, certainty, cause } = judge(evidence)
      said.push(`${party} ${means} ${subject.kind} ${certainty}: ${cause.replace(String(port), '<port>')}`)
      if (server === 'silent')
        expect(how === 'recorded' ? evidence.handshakes[0] : failure).not.toHaveRejectedClientCert()
    }
    expect(said).toEqual(whatIsSaid[end])
  })
})

const cut = (words: string) => [
  `client close nothing proven: The connection to localhost:<port> was closed on our side (${words}), before an answer came; TLS had not failed.`,
  `client close nothing proven: The connection to localhost:<port> was closed on our side (${words}), before the TLS handshake was through.`,
]
const whatIsSaid: Record<string, string[]> = {
  'destroy()': cut('socket hang up'),
  'destroy(error)': cut('too slow'),
  'the signal of axios': [
    'client close nothing proven: The request to localhost:<port> was aborted by the signal that it was given (CanceledError), before an answer came; TLS had not failed.',
    'client close nothing proven: The request to localhost:<port> was aborted by the signal that it was given (CanceledError), before the TLS handshake was through.',
  ],
}

/** Neither gets an error that says so: a socket of TLS 1.3 closes without one, HTTP/2 blames its session. */
const bare: Record<string, (port: number) => Promise<unknown>> = {
  tls: (port) => {
    const socket = connect({ ...options, host: 'localhost', port }).on('error', () => {})
    socket.write('GET / HTTP/1.1\r\n\r\n')
    socket.resume()
    return new Promise((resolve) => socket.once('close', resolve))
  },
  http2: (port) => {
    const session = connectHttp2(`https://localhost:${port}`, options).on('error', () => {})
    session.request().on('error', () => {})
    return new Promise((resolve) => session.once('close', () => resolve(undefined)))
  },
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', (maxVersion) => {
  test.each(Object.keys(bare))('a server that closes on %s has refused the certificate', async (name) => {
    using watched = await watchClients()
    const tls = {
      cert: site.chain,
      key: site.key,
      maxVersion,
      ALPNProtocols: ['h2'],
      requestCert: true,
      rejectUnauthorized: false,
    }
    const server = createServer(tls, (socket) => socket.on('error', () => {}).destroy())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    await bare[name]!((server.address() as AddressInfo).port)
    server.close()
    expect(watched.handshakes()[0]).toHaveRejectedClientCert({ via: 'close' })
  })
})
