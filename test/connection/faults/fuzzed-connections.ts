import type { Socket } from 'node:net'
import { createAuthority } from '../../../fixtures/authority.ts'
import type { TcpServer } from '../../../fixtures/tcp-server.ts'
import { loadConfig } from '../../../src/config/load-config.ts'
import type { MtlsOptions } from '../../../src/config/options.ts'
import type { Connection } from '../../../src/connection/connection.ts'
import { createCredentials } from '../../../src/credentials/credentials.ts'
import { createClient, type MtlsClient } from '../../../src/request/client.ts'
import { handshakeOf } from '../../../src/request/mtls-response.ts'
import { seededRandom } from '../../tls/mutations.ts'
import { acts, bareConnection, type Outcome } from './clumsy-clients.ts'
import { among, below } from './draws.ts'
import { drawFault, startFaultyRelay } from './faulty-relay.ts'
import { moods, startMoodyServer } from './moody-server.ts'

/** What came of many connections. */
export interface Tally {
  connections: number
  /** How many calls came to what. */
  outcomes: Map<string, number>
  /** What must not be, with the seed of its call. */
  wrong: string[]
  /** The calls by the port that each went to. */
  calls: Map<number, string>
}

/** A call that takes this long has hung: each has a shorter limit of its own. Milliseconds. */
const patience = 60_000

/**
 * Makes calls until `count` connections have been opened, through relays that damage what passes, to servers that answer well, badly or
 * not at all, by clients that are careless. The seed of a call is `seed` and the number of calls before it.
 */
export async function fuzzConnections(
  { count, seed, parallel = 24 }: { count: number; seed: number; parallel?: number },
  progress: (tally: Tally) => void = () => {},
): Promise<Tally> {
  await using lab = await startLab()
  const tally: Tally = { connections: 0, outcomes: new Map(), wrong: [], calls: new Map() }
  const underWay = new Set<number>()
  const uncaught = (error: unknown) => {
    tally.wrong.push(`uncaught, while the calls ${[...underWay].join(', ')} were under way: ${stackOf(error)}`)
  }
  process.on('uncaughtException', uncaught)
  process.on('unhandledRejection', uncaught)
  let next = seed
  const work = async () => {
    while (tally.connections < count) {
      const own = next++
      underWay.add(own)
      await oneCall(lab, own, tally)
      underWay.delete(own)
      if ((own - seed) % 1_000 === 999) progress(tally)
    }
  }
  try {
    await Promise.all(Array.from({ length: parallel }, work))
    // What a closed connection leaves behind comes a little later.
    await lab.closeClients()
    await new Promise((resolve) => setTimeout(resolve, 500))
    tally.wrong.push(...connectionsLeftOpen(tally.calls))
  } finally {
    process.off('uncaughtException', uncaught)
    process.off('unhandledRejection', uncaught)
  }
  return tally
}

async function oneCall(lab: Lab, seed: number, tally: Tally): Promise<void> {
  const random = seededRandom(seed)
  const { port, asks } = among(random, lab.servers)
  const fault = drawFault(random)
  await using relay = await startFaultyRelay(port, fault, random)
  const user = among(random, lab.users)
  const name = random() < 0.2 ? 'bare' : among(random, Object.keys(acts))
  const about = `seed ${seed}, ${name} as ${user.name}, fault ${JSON.stringify(fault)}`
  const says = (words: string) => tally.wrong.push(`${about}: ${words}`)
  tally.calls.set(relay.port, about)
  const outcome = await withPatience(call(user, name, relay, random, seed)).catch((error: unknown) => {
    if (error === hung) says('nothing came of it')
    return { kind: 'failed', value: error } as const
  })
  tally.connections += relay.accepted
  const key = `${name}: ${outcome.kind}`
  tally.outcomes.set(key, (tally.outcomes.get(key) ?? 0) + 1)
  try {
    const problem = falsehoodOf(outcome, user, asks, fault.kind)
    if (problem !== undefined) says(problem)
  } catch (error) {
    says(`its record cannot be read: ${stackOf(error)}`)
  }
}

async function call(
  user: User,
  act: string,
  { port }: TcpServer,
  random: () => number,
  seed: number,
): Promise<Outcome> {
  if (act === 'bare') return bareConnection(await user.profileFor(port), port, random)
  const mood = among(random, moods)
  const url = `https://localhost:${port}/${mood}/${seed}`
  // Some end all of a client's connections at once, while they are used.
  if (random() < 0.9) return acts[act]!(user.client, url, random)
  const own = createClient(user.options)
  const timer = setTimeout(() => void own.destroy(), below(random, 15))
  try {
    return await acts[act]!(own, url, random)
  } finally {
    clearTimeout(timer)
    await (random() < 0.5 ? own.close() : own.destroy())
  }
}

/** What the record says of the client's certificate and cannot be true, whatever became of the connection. */
function falsehoodOf({ kind, value }: Outcome, { sends }: User, asks: boolean, fault: string): string | undefined {
  const handshake = isConnection(value) ? value.handshake : handshakeOf(value as object)
  if (handshake === undefined) return undefined
  const { status, chain, proven } = handshake.clientCertificate
  const subject = chain[0]?.subject
  if (proven && status !== 'sent' && status !== 'resumed') return `proven, but ${status}`
  if (sends === undefined && (subject !== undefined || status === 'sent'))
    return `${status} ${subject}, and it has none`
  if (sends !== undefined && subject !== undefined && subject !== sends) return `sent ${subject}, and it has ${sends}`
  if (sends !== undefined && status === 'empty') return `empty, and it has ${sends}`
  // A byte that a fault has changed may ask in the server's name, or not ask.
  if (kind === 'answered' && fault === 'none' && sends !== undefined && !isConnection(value)) {
    if (asks && status !== 'sent') return `${status}, and the server has answered who must send one`
    if (!asks && status === 'sent') return 'sent, and the server has not asked'
  }
  return undefined
}

/** All clients have been destroyed. */
function connectionsLeftOpen(calls: Map<number, string>): string[] {
  const { _getActiveHandles } = process as unknown as { _getActiveHandles(): (Socket & { encrypted?: true })[] }
  return _getActiveHandles()
    .filter(({ encrypted, remotePort, destroyed }) => encrypted && !destroyed && calls.has(remotePort ?? 0))
    .map(({ remotePort }) => `${calls.get(remotePort!)}: a connection is left open`)
}

function isConnection(value: unknown): value is Connection {
  return typeof value === 'object' && value !== null && 'recorder' in value
}

const hung = new Error('hung')

function withPatience<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(hung), patience)
  })
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer))
}

function stackOf(error: unknown): string {
  return (error as Error | null)?.stack ?? String(error)
}

interface User {
  name: string
  /** Subject of the certificate that it sends where it is asked. */
  sends: string | undefined
  options: MtlsOptions
  client: MtlsClient
  profileFor(port: number): ReturnType<ReturnType<typeof createCredentials>['profileFor']>
}

interface Lab extends AsyncDisposable {
  servers: { port: number; asks: boolean }[]
  users: User[]
  closeClients(): Promise<void>
}

/** Servers of both versions of TLS, who ask for a certificate and who do not, and users with a certificate, with a wrong one, and with none. */
async function startLab(): Promise<Lab> {
  const authority = await createAuthority()
  const other = await createAuthority({ name: 'Other Authority' })
  const identity = await authority.issueServer()
  const orders = await authority.issueClient({ subject: 'CN=orders' })
  const stranger = await other.issueClient({ subject: 'CN=stranger' })
  const servers = await Promise.all(
    (['TLSv1.2', 'TLSv1.3'] as const).flatMap((version) =>
      [true, true, false].map(async (required) => {
        const server = await startMoodyServer({ identity, ca: authority.certificate, version, required })
        return { server, port: server.port, asks: required }
      }),
    ),
  )
  const ca = [authority.certificate]
  const users = await Promise.all(
    ([undefined, orders, orders, orders, stranger] as const).flatMap((sent) =>
      [false, true].map(async (http2) => {
        const { chain: cert, key } = sent ?? {}
        const clientCertificates = cert && key ? [{ host: '*', port: '*' as const, cert, key }] : []
        const options: MtlsOptions = { ca, clientCertificates, http2, proxy: false, resumption: false }
        const credentials = createCredentials(await loadConfig({ root: process.cwd(), config: options }))
        const subject = sent === undefined ? undefined : sent === orders ? 'CN=orders' : 'CN=stranger'
        return {
          name: `${subject ?? 'nobody'}${http2 ? ', HTTP/2' : ''}`,
          sends: subject,
          options,
          client: createClient(options),
          profileFor: (port: number) => credentials.profileFor(new URL(`https://localhost:${port}/`)),
        }
      }),
    ),
  )
  const closeClients = async () => {
    await Promise.all(users.map(({ client }) => client.destroy()))
  }
  return {
    servers,
    users,
    closeClients,
    async [Symbol.asyncDispose]() {
      await closeClients()
      for (const { server } of servers) await server[Symbol.asyncDispose]()
    },
  }
}
