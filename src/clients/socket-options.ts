import type { TLSSocket } from 'node:tls'

/** What a caller of `tls.connect` has asked for, as far as it is looked at. */
export interface SocketOptions {
  host?: unknown
  port?: unknown
  path?: unknown
  servername?: unknown
  rejectUnauthorized?: unknown
  ca?: unknown
  cert?: unknown
  key?: unknown
  pfx?: unknown
  crl?: unknown
  ciphers?: unknown
  session?: unknown
  secureContext?: unknown
  socket?: unknown
  [other: string]: unknown
}

/**
 * The options that a socket was made with. Node keeps them under a symbol of its own from the end of `tls.connect` on: whoever has taken
 * `connect` from the module before it could be replaced is seen as well.
 */
export function socketOptions(socket: TLSSocket): SocketOptions {
  const symbol = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'connect-options')
  const connectOptions = symbol && (socket as unknown as Record<symbol, SocketOptions | undefined>)[symbol]
  // Of `new TLSSocket(socket, options)`.
  return connectOptions ?? (socket as unknown as { _tlsOptions?: SocketOptions })._tlsOptions ?? {}
}
