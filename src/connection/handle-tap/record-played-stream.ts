import type { PlayedStream } from './node-handle.ts'
import type { TapSink } from './tap-sink.ts'

/** What Node puts around a stream of the caller's that TLS is to run over. */
interface StreamSocket {
  _handle: unknown
  stream?: { destroyed?: boolean }
}

/** TLS over a stream that is no socket: Node plays it already, and its bytes pass here. */
export function recordPlayedStream(handle: PlayedStream, owner: symbol, sink: TapSink): void {
  const { readBuffer, onwrite, emitEOF } = handle
  handle.emitEOF = function () {
    sink.recorder.ended('server')
    return emitEOF.call(this)
  }
  handle.readBuffer = function (bytes) {
    sink.recorder.push('server', bytes)
    sink.received?.()
    return readBuffer.call(this, bytes)
  }
  handle.onwrite = function (request, buffers) {
    const socket = (handle as unknown as Record<symbol, StreamSocket | undefined>)[owner]
    const takes = socket?._handle !== null && socket?.stream?.destroyed !== true
    const status = onwrite.call(this, request, buffers)
    if (status === 0 && takes) for (const buffer of buffers) sink.recorder.push('client', buffer)
    return status
  }
}
