import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers'
import type { TLSSocket } from 'node:tls'
import type {
  PlayedStream,
  StreamHandle,
  StreamRequest,
  StreamRequestClass,
  TlsSocketInternals,
} from './node-handle.ts'

const tls = process.getBuiltinModule('node:tls')

/** The pieces of Node that the tap is made of. None is documented. */
export interface Internals {
  JSStream: new () => PlayedStream
  TCP: new (type: number) => StreamHandle
  Pipe: new (type: number) => StreamHandle
  WriteWrap: StreamRequestClass
  /** Node's own reader of a handle: it alone is told how many bytes came, and by which error reading ended. */
  onStreamRead: (this: object, bytes: ArrayBuffer | undefined) => unknown
  /** The property by which a handle knows its socket. */
  owner: symbol
}

let known: Internals | { missing: readonly string[] } | undefined

/** Looks for the pieces once and tries them; `missing` says in words what is not as the tap needs it. */
export function internals(): Internals | { missing: readonly string[] } {
  known ??= find()
  return known
}

function find(): Internals | { missing: readonly string[] } {
  try {
    const found = take()
    const missing = requirements.filter(({ holds }) => !holds(found)).map(({ name }) => name)
    return missing.length === 0 ? (found as Internals) : { missing }
  } catch (error) {
    return { missing: [`TLSSocket cannot be taken apart (${(error as Error).message})`] }
  }
}

type Found = Partial<Internals> & { firstWrite?: Uint8Array[]; tls?: Partial<TlsSocketInternals['_handle'] & object> }

/** Takes them from three sockets that go nowhere: one over a stream, one for TCP, one for a pipe. */
function take(): Found {
  // Without `ca` the context would parse all of Node's root certificates.
  const secureContext = tls.createSecureContext({ ca: [] })
  const sockets: TLSSocket[] = []
  const make = (stream?: PassThrough, options?: object) => {
    const socket = new tls.TLSSocket(stream as never, { ...options, secureContext })
    socket.on('error', () => {})
    sockets.push(socket)
    return socket as unknown as TlsSocketInternals & { _handle: object }
  }
  try {
    const overStream = make(new PassThrough())
    const played = overStream._handle._parent as PlayedStream
    const found: Found = {
      JSStream: played.constructor as never,
      TCP: make()._handle._parent.constructor as never,
      Pipe: make(undefined, { pipe: true })._handle._parent.constructor as never,
      onStreamRead: overStream._handle.onread,
      tls: overStream._handle,
    }
    const owner = Object.getOwnPropertySymbols(played).find((symbol) => symbol.description === 'owner_symbol')
    if (owner !== undefined) found.owner = owner
    // The ClientHello comes at once, and with it the class of requests.
    played.onwrite = (request: StreamRequest, buffers: Uint8Array[]) => {
      found.WriteWrap = request.constructor as StreamRequestClass
      found.firstWrite = buffers
      // A later Node may want the answer; this socket is thrown away in this turn of the event loop.
      setImmediate(() => played.finishWrite?.(request, 0))
      return 0
    }
    overStream._start()
    return found
  } finally {
    // Not while C++ is in the middle of the write.
    setImmediate(() => {
      for (const socket of sockets) socket.destroy()
    })
  }
}

const isFunction = (value: unknown) => typeof value === 'function'

function hasMethods(type: unknown, ...names: string[]): boolean {
  const prototype = (type as { prototype?: Record<string, unknown> } | undefined)?.prototype
  return prototype !== undefined && names.every((name) => isFunction(prototype[name]))
}

const streamMethods = ['readStart', 'readStop', 'useUserBuffer', 'writeBuffer', 'writev', 'shutdown', 'close']

const requirements: { name: string; holds(found: Found): boolean }[] = [
  { name: 'TLSSocket.prototype._wrapHandle', holds: () => hasMethods(tls.TLSSocket, '_wrapHandle') },
  { name: 'TLSSocket.prototype._init', holds: () => hasMethods(tls.TLSSocket, '_init') },
  {
    name: 'JSStream with readBuffer, emitEOF, finishWrite and finishShutdown',
    holds: ({ JSStream }) => hasMethods(JSStream, 'readBuffer', 'emitEOF', 'finishWrite', 'finishShutdown'),
  },
  ...(['TCP', 'Pipe'] as const).map((name) => ({
    name: `${name} with ${streamMethods.join(', ')} and writeQueueSize`,
    holds: (found: Found) =>
      hasMethods(found[name], ...streamMethods) &&
      found[name] !== found.JSStream &&
      'writeQueueSize' in (found[name] as { prototype: object }).prototype,
  })),
  { name: 'the reader of a handle', holds: ({ onStreamRead }) => isFunction(onStreamRead) },
  { name: 'the owner of a handle', holds: ({ owner }) => owner !== undefined },
  { name: 'the class of write requests', holds: ({ WriteWrap }) => isFunction(WriteWrap) && WriteWrap !== Object },
  // A TLS record of the type handshake.
  { name: 'the first write of TLS', holds: ({ firstWrite }) => firstWrite?.[0]?.[0] === 22 },
  {
    name: 'the key log of a handle',
    holds: ({ tls }) => isFunction(tls?.onkeylog) && isFunction(tls?.enableKeylogCallback),
  },
  { name: 'the end of the handshake of a handle', holds: ({ tls }) => isFunction(tls?.onhandshakedone) },
]
