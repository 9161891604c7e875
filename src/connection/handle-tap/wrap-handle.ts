import { setImmediate } from 'node:timers'
import { HandleTap } from './handle-tap.ts'
import type { Internals } from './internals.ts'
import type { PlayedStream, StreamHandle, TlsHandle, TlsSocketInternals, WrapHandle } from './node-handle.ts'
import { NodeReader } from './node-reader.ts'
import { recordPlayedStream } from './record-played-stream.ts'
import type { TapSink } from './tap-sink.ts'

/** Type of a TCP or pipe handle that is going to be connected (Node's `TCPConstants.SOCKET`, `PipeConstants.SOCKET`). */
const socketType = 0

let reader: NodeReader | undefined

/** `_wrapHandle` of Node (`original`), with a tap between TLS and the handle. Called again for each further address of a host. */
export function wrapHandle(
  { original, internals, sink }: { original: WrapHandle; internals: Internals; sink: TapSink },
  socket: TlsSocketInternals,
  wrap: unknown,
  handle: StreamHandle | PlayedStream | undefined,
  wrapIsWriting: boolean,
): TlsHandle {
  watchHandshake(socket, sink)
  if (handle instanceof internals.JSStream) {
    recordPlayedStream(handle, internals.owner, sink)
    return original.call(socket, wrap, handle, wrapIsWriting)
  }
  reader ??= new NodeReader(internals)
  const lower = (handle as StreamHandle | undefined) ?? newHandle(socket, internals)
  const tap = new HandleTap(internals, reader, lower, socket, sink)
  const tls = original.call(socket, wrap, tap.played, wrapIsWriting)
  // Addresses, `ref`, connecting, closing: Node asks the handle below, which stays the real one.
  tls._parent = lower
  if (handle !== undefined) {
    // The socket that `handle` belongs to and TLS ask each other whether it is being read, as Node has it without a tap.
    Object.defineProperty(lower, 'reading', {
      configurable: true,
      get: () => tls.reading,
      set: (value: boolean) => {
        tls.reading = value
      },
    })
    recordEarlyBytes(tls, sink)
  }
  return tls
}

function newHandle(socket: TlsSocketInternals, { TCP, Pipe, owner }: Internals): StreamHandle {
  const handle = socket._tlsOptions.pipe ? new Pipe(socketType) : new TCP(socketType)
  // As Node does, which looks there for whom a connection was made.
  return Object.assign(handle, { [owner]: socket })
}

/** Bytes of the server that the socket had read before TLS took over. */
function recordEarlyBytes(tls: TlsHandle, { recorder }: TapSink): void {
  const { receive } = tls
  tls.receive = (bytes) => {
    recorder.push('server', bytes)
    return receive.call(tls, bytes)
  }
}

/** `_init` is called with each handle that the socket gets: the key log has to be asked for each time. */
function watchHandshake(socket: TlsSocketInternals, { recorder }: TapSink): void {
  if (Object.hasOwn(socket, '_init')) return
  const init = socket._init
  const value = function (this: TlsSocketInternals, ...args: Parameters<typeof init>) {
    init.apply(this, args)
    const tls = this._handle
    if (tls === null) return
    const { onkeylog, onhandshakedone } = tls
    tls.onkeylog = function (this: TlsHandle, line) {
      recorder.keyLog(line)
      onkeylog.call(this, line)
    }
    tls.enableKeylogCallback()
    tls.onhandshakedone = function (this: TlsHandle) {
      // The client's last flight is written after this call.
      setImmediate(() => recorder.handshakeDone())
      onhandshakedone.call(this)
    }
  }
  Object.defineProperty(socket, '_init', { value, configurable: true, writable: true })
}
