import type { AgentOptions, ClientRequest } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { Socket } from 'node:net'
import type { ConnectionProfile } from '../credentials/profile.ts'
import type { Connection } from './connection.ts'
import { connectionOf } from './connection-of.ts'
import { type ConnectionMemory, openConnection, type Protocols } from './connector.ts'
import { idleTimeAfter } from './idle-time.ts'
import { type Passage, passage } from './passage.ts'
import type { Target } from './target.ts'
import { connectTcp } from './tcp.ts'

// An `import` of it would load Node's own fetch with all that it exports.
const { Agent } = process.getBuiltinModule('node:https')

/** Options of one request, as Node hands them to its agent. */
export interface RequestOptions extends Omit<AgentOptions, 'port'> {
  host?: string
  port?: number | string
  path?: string | null
  servername?: string
  [passage]?: Passage
}

/** How a request passes that somebody else than `request` makes. */
export type RouteOf = (request: ClientRequest, options: RequestOptions) => Passage | Promise<Passage>

type Connected = (error: Error | null, socket?: Socket) => void

/** The seams of Node's agent that its declarations leave out. */
interface AgentSeams extends Omit<HttpsAgent, 'createConnection' | 'destroy' | 'getName'> {
  totalSocketCount: number
  destroy(): void
  addRequest(request: ClientRequest, options: RequestOptions): void
  createConnection(options: RequestOptions, done: Connected): Socket | undefined
  getName(options?: RequestOptions): string
  createSocket(request: ClientRequest, options: RequestOptions, done: Connected): void
  removeSocket(socket: Socket, options: RequestOptions): void
  keepSocketAlive(socket: Socket): boolean
  reuseSocket(socket: Socket, request: ClientRequest): void
}

const NodeAgent = Agent as unknown as new (options: AgentOptions) => AgentSeams

/** How much a server had sent when the connection was kept. */
const bytesAtRest = Symbol('bytesAtRest')

type Kept = Socket & { [bytesAtRest]?: number; _handle?: { hasPendingRead?(): boolean } | null }

/** What node:http notes on a request and on the socket that carries it. */
type Passing = ClientRequest & { [passage]?: Passage; onSocket(socket: Socket | undefined, error?: Error | null): void }
type Carrying = Kept & { _httpMessage?: { res?: { rawHeaders: string[] } } }

/**
 * Kept-alive connections, one pool per host, port and profile, so that two identities never share one. Requests over http pass here
 * too: they have no profile.
 */
export class ConnectionAgent extends NodeAgent {
  readonly #memory: ConnectionMemory
  readonly #routeOf: RouteOf
  readonly #names = new WeakMap<ConnectionProfile, string>()
  readonly #opening = new Set<Connection>()
  /** Whoever has taken them over, this agent or a session of HTTP/2: that may wait for a peer that does not read. */
  readonly #open = new Set<Socket>()
  /** While somebody waits for the end of all connections, none is kept. */
  #onClosed: (() => void)[] = []

  constructor(memory: ConnectionMemory, routeOf: RouteOf) {
    super({ keepAlive: true })
    this.#memory = memory
    this.#routeOf = routeOf
  }

  /** Where connections of a profile are kept. */
  nameFor(profile: ConnectionProfile | undefined, { host, port }: Target): string {
    if (profile === undefined) return `http ${host} ${port}`
    let name = this.#names.get(profile)
    if (name === undefined) {
      name = `${host} ${port} ${profile.key}`
      this.#names.set(profile, name)
    }
    return name
  }

  /** There is a connection that a request would take. */
  hasFree(name: string): boolean {
    const free = this.freeSockets[name] as Kept[] | undefined
    // The one that was used last is taken first.
    for (let last = free?.at(-1); last !== undefined; last = free!.at(-1)) {
      if (isUsable(last)) return true
      free!.pop()
      last.destroy()
    }
    return false
  }

  /** Opens a connection that `close` and `destroy` know of. Without `kept` no session is resumed, nor kept. */
  open(target: Target, profile: ConnectionProfile, protocols: Protocols, kept: boolean, done: Connected): Connection {
    const memory = kept ? this.#memory : { ...this.#memory, sessions: undefined }
    const connection = openConnection(
      target,
      profile,
      memory,
      (error, socket) => {
        this.#opening.delete(connection)
        if (socket !== null) {
          this.#open.add(socket)
          socket.once('close', () => this.#open.delete(socket))
        }
        done(error, socket ?? undefined)
        this.#lookIfClosed()
      },
      protocols,
    )
    this.#opening.add(connection)
    return connection
  }

  /** Waits for the requests under way, then closes every connection. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#onClosed.push(resolve)
      for (const free of Object.values(this.freeSockets)) for (const socket of [...free!]) socket.destroy()
      this.#lookIfClosed()
    })
  }

  override destroy(): void {
    super.destroy()
    for (const connection of this.#opening) connection.abandon()
    for (const socket of this.#open) socket.destroy()
  }

  override getName(options: RequestOptions = {}): string {
    return this.nameFor(options[passage]?.profile, targetOf(options))
  }

  override addRequest(request: Passing, options: RequestOptions): void {
    const own = options[passage]
    const route = own ?? this.#routeOf(request, options)
    const add = (passed: Passage) => {
      this.#add(request, own === undefined ? { ...options, servername: '', [passage]: passed } : options, passed)
    }
    if (route instanceof Promise) route.then(add).catch((error) => request.onSocket(undefined, error))
    else add(route)
  }

  #add(request: Passing, options: RequestOptions, own: Passage): void {
    request[passage] = own
    if (own.connect !== undefined || own.socket !== undefined) {
      this.createSocket(request, options, (error, socket) => request.onSocket(socket, error))
      return
    }
    this.hasFree(this.getName(options))
    super.addRequest(request, options)
  }

  override createConnection(options: RequestOptions, done: Connected): Socket | undefined {
    const { profile, socket, connect, onConnection } = options[passage] as Passage
    if (socket !== undefined) {
      onConnection?.(connectionOf(socket))
      return socket
    }
    const target = targetOf(options)
    if (profile === undefined) {
      onConnection?.(undefined)
      return connectTcp(target)
    }
    onConnection?.(this.open(target, profile, ['http/1.1'], connect !== 'fresh', done))
    return undefined
  }

  override keepSocketAlive(socket: Carrying): boolean {
    const time = idleTimeAfter(socket._httpMessage?.res?.rawHeaders ?? [])
    if (time === 0 || this.#onClosed.length > 0) return false
    socket[bytesAtRest] = socket.bytesRead
    socket.unref()
    socket.setTimeout(time)
    return true
  }

  override reuseSocket(socket: Socket, request: Passing): void {
    super.reuseSocket(socket, request)
    socket.setTimeout(0)
    request[passage]?.onConnection?.(connectionOf(socket), socket)
  }

  override removeSocket(socket: Socket, options: RequestOptions): void {
    super.removeSocket(socket, options)
    this.#lookIfClosed()
  }

  #lookIfClosed(): void {
    if (this.#onClosed.length === 0 || this.totalSocketCount > 0 || this.#opening.size > 0) return
    const waiting = this.#onClosed
    this.#onClosed = []
    for (const closed of waiting) closed()
  }
}

function targetOf({ host, port }: RequestOptions): Target {
  return { host: host ?? 'localhost', port: Number(port) }
}

/** What arrives on a connection that nobody uses, a late answer or a goodbye, is not for the next request. */
function isUsable(socket: Kept): boolean {
  // Node 26 asks as well, and would open a new connection that nobody has looked up the files for.
  const hasMore = socket._handle?.hasPendingRead?.() === true
  return socket.writable && !socket.readableEnded && socket.bytesRead === socket[bytesAtRest] && !hasMore
}
