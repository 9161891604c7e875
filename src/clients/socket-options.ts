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

/** Options of `tls.connect` by which a caller gives a certificate. */
export const ownOptions = ['cert', 'key', 'pfx'] as const

/** Those that are of a secure context. */
export const contextOptions = [
  ...ownOptions,
  'ca',
  'ciphers',
  'crl',
  'dhparam',
  'ecdhCurve',
  'honorCipherOrder',
  'maxVersion',
  'minVersion',
  'passphrase',
  'secureOptions',
  'secureProtocol',
  'sessionIdContext',
  'sigalgs',
  'allowPartialTrustChain',
] as const

let connectOptions: symbol | undefined

/**
 * The options that a socket was made with. Node keeps them under a symbol of its own from the end of `tls.connect` on: whoever has taken
 * `connect` from the module before it could be replaced is seen as well.
 */
export function socketOptions(socket: TLSSocket): SocketOptions {
  const options = socket as unknown as Record<symbol, SocketOptions | undefined>
  if (connectOptions === undefined || !(connectOptions in options))
    connectOptions = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'connect-options')
  // Of `new TLSSocket(socket, options)`.
  const { _tlsOptions, _parent } = socket as unknown as { _tlsOptions?: SocketOptions; _parent?: unknown }
  return (connectOptions && options[connectOptions]) ?? { ..._tlsOptions, socket: _parent }
}
