/** The servers that clients are tried with; each wants a client certificate, but for those that say otherwise. */
export type ServerKind =
  | 'https'
  | 'http2'
  | 'grpc'
  | 'postgres'
  | 'mysql'
  | 'redis'
  | 'mqtt'
  | 'smtp'
  | 'smtps'
  | 'kafka'

export interface Place {
  /** `localhost`, or an address. */
  host: string
  port: number
}

/** What the caller gives the client itself; nothing: it has what it is equipped with. All PEM. */
export interface Given {
  ca?: string
  cert?: string
  key?: string
}

export interface Called {
  /** What the client hands out, as its user has it. */
  value: unknown
  /** What the call came to, without what tells one connection from another: it has to be the same whoever watches. */
  result: unknown
  /** Subject of the client's certificate, as the server has answered; absent: this protocol has no way to ask. */
  saw?: string | null
  /** Closes what the client keeps open. */
  end?: () => unknown
}

export interface TriedClient {
  /** As in the table of docs/clients.md. */
  name: string
  /** How reports name it. */
  by: string
  server: ServerKind
  /** The oldest Node that it runs on, where that is not the oldest of ours. */
  node?: number
  /** Node's fetch takes no certificate but by a dispatcher. */
  takesCertificates: boolean
  /** Whether its value, and its error, lead to the connection; where not, `handshakes()` has it. */
  tells: { value: boolean; error: boolean }
  /** A refusal that comes after the handshake does not end its call. */
  waitsWhenRefused?: true
  /** One call over a new connection. `path`: of clients of HTTP; default `/`. Rejects as the client does. */
  call(place: Place, given: Given, path?: string): Promise<Called>
}

/** What the HTTP servers answer. */
export interface Answered {
  subject: string | null
  method: string
  url: string
  received: number
}

export function answered(value: unknown, status: number, body: Answered, end?: () => unknown): Called {
  const { subject, ...rest } = body
  return { value, result: { status, ...rest }, saw: subject, ...(end && { end }) }
}

export function urlOf({ host, port }: Place, path = '/'): string {
  return `https://${host}:${port}${path}`
}

/** For clients that report a failure as an event. */
export function failureOf(emitter: {
  once(event: 'error', listener: (error: unknown) => void): unknown
}): Promise<never> {
  return new Promise((_, reject) => emitter.once('error', reject))
}
