import { constants } from 'node:os'
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { Internals } from './internals.ts'
import type {
  PlayedStream,
  StreamHandle,
  StreamRequest,
  StreamRequestClass,
  TlsSocketInternals,
} from './node-handle.ts'
import type { NodeReader, ReadEvents } from './node-reader.ts'
import type { TapSink } from './tap-sink.ts'

/** How long a connection whose write failed stays readable, so that an alert that is already here is still read. Milliseconds. */
const READ_AFTER_FAILED_WRITE = 250

const canceled = -constants.errno.ECANCELED

/** TCP and pipes read one at a time, and their bytes are copied before the next read: all connections share the memory. */
const sharedBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/** A tap by the stream that is played for it: functions for all are cheaper than some for each. */
const tap = Symbol('tap')

/** A write to the handle, on behalf of one of TLS. */
type OwnWrite = StreamRequest & { tap: HandleTap; request: StreamRequest }

type TappedStream = PlayedStream & { [tap]: HandleTap }

/**
 * Stands between TLS and the handle below it. TLS is given `played`, whose bytes go to and come from the handle, and are recorded
 * on their way: those of the server before OpenSSL sees them, those of the client when the handle has taken them.
 */
export class HandleTap implements ReadEvents {
  readonly played: TappedStream
  readonly buffer: Buffer
  readonly #lower: StreamHandle
  readonly #sink: TapSink
  readonly #socket: TlsSocketInternals
  readonly #WriteWrap: new () => OwnWrite
  /** The handle tells by `writeQueueSize` that a write is over: others do when they call back. */
  readonly #writesAtOnce: boolean
  #closed = false
  #write: StreamRequest | undefined
  #shutdown: StreamRequest | undefined
  #shuttingDown = false
  #hasOutlived = false
  #outliving: { records: number; timer: NodeJS.Timeout; end(): void } | undefined

  constructor(
    { JSStream, TCP, Pipe, WriteWrap, owner }: Internals,
    reader: NodeReader,
    lower: StreamHandle,
    socket: TlsSocketInternals,
    sink: TapSink,
  ) {
    this.#lower = lower
    this.#sink = sink
    this.#socket = socket
    this.#WriteWrap = WriteWrap as new () => OwnWrite
    this.#writesAtOnce = [TCP, Pipe].some((type) => type === lower.constructor)
    // TLS in TLS reads while the bytes of the outer connection are still in use.
    this.buffer = this.#writesAtOnce ? sharedBuffer : Buffer.allocUnsafeSlow(16 * 1024)
    this.played = Object.assign(new (playedClass(JSStream))(), {
      [tap]: this as HandleTap,
      [owner]: this,
      reading: lower.reading,
    }) as TappedStream
    lower.useUserBuffer(this.buffer)
    lower.onread = (bytes) => reader.read(this, bytes)
    // Whoever closes the handle, TLS must not use it from then on.
    const { close } = lower
    lower.close = (done) => {
      lower.close = close
      this.#gone()
      close.call(lower, done)
    }
  }

  received(bytes: Uint8Array): void {
    const { recorder } = this.#sink
    recorder.push('server', bytes)
    this.#sink.received?.()
    if (this.#closed) return
    this.played.readBuffer(bytes)
    if (this.#outliving !== undefined && recorder.activity.server.records > this.#outliving.records)
      this.#outliving.end()
  }

  ended(): void {
    if (this.#closed) return
    this.#sink.recorder.ended('server')
    this.played.emitEOF()
    this.#outliving?.end()
  }

  failed(error: Error): void {
    this.#sink.recorder.ended('server')
    if (this.#closed || !this.#isReadToItsEnd()) this.#socket.destroy(error)
  }

  /**
   * Whether TLS has had an end of its own, close_notify or a fatal alert: over the handle itself it takes an error that follows for that
   * end. It is told of an end here, and gives one; where it had its own, it gives that first, or says nothing more.
   */
  #isReadToItsEnd(): boolean {
    const handle = this.#socket._handle
    if (handle === null) return false
    const { onread } = handle
    let ends = 0
    handle.onread = (bytes) => {
      if (bytes !== undefined || ++ends === 2) return onread.call(handle, bytes)
    }
    this.played.emitEOF()
    handle.onread = onread
    return ends !== 1
  }

  readStart(): number {
    return this.#closed ? 0 : this.#lower.readStart()
  }

  readStop(): number {
    return this.#closed ? 0 : this.#lower.readStop()
  }

  get closed(): boolean {
    return this.#closed
  }

  /** TLS has one write under way at a time, and must not be told of its end before this returns. */
  write(request: StreamRequest, buffers: Uint8Array[]): void {
    this.#write = request
    if (this.#closed) {
      setImmediate(finishWrite, this, request, canceled)
      return
    }
    const lower = this.#lower
    const own = new this.#WriteWrap()
    own.handle = lower
    own.buffers = buffers
    own.tap = this
    own.request = request
    own.oncomplete = written
    const first = buffers[0]
    const single = buffers.length === 1 && first !== undefined
    const status = single ? lower.writeBuffer(own, first) : lower.writev(own, buffers, true)
    if (status !== 0) {
      setImmediate(finishWrite, this, request, status)
      return
    }
    const { recorder } = this.#sink
    if (single) recorder.push('client', first)
    else for (const buffer of buffers) recorder.push('client', buffer)
    if (this.#writesAtOnce && lower.writeQueueSize === 0) process.nextTick(finishWrite, this, request, 0)
  }

  finishWrite(request: StreamRequest, status: number): void {
    if (this.#write !== request) return
    if (status !== 0 && !this.#closed) {
      if (isHangUp(status)) this.#sink.recorder.ended('server')
      if (this.#outlives(request, status)) return
    }
    this.#write = undefined
    this.played.finishWrite(request, status)
    this.#flushShutdown()
  }

  shutdown(request: StreamRequest): void {
    this.#shutdown = request
    // TLS asks for it while its last write, `close_notify`, is under way.
    if (this.#write === undefined) this.#flushShutdown()
  }

  #flushShutdown(): void {
    const request = this.#shutdown
    if (request === undefined || this.#shuttingDown) return
    this.#shuttingDown = true
    this.#sink.recorder.ended('client')
    const done = (status: number) => {
      if (this.#shutdown !== request) return
      this.#shutdown = undefined
      this.played.finishShutdown(request, status)
    }
    const own = new (request.constructor as StreamRequestClass)()
    own.oncomplete = done
    own.handle = this.#lower
    const status = this.#closed ? canceled : this.#lower.shutdown(own)
    if (status !== 0) process.nextTick(done, status === 1 ? 0 : status)
  }

  /** Node destroys a socket whose write failed; what the peer said before it hung up would be lost with it. */
  #outlives(request: StreamRequest, status: number): boolean {
    if (!this.#sink.readsAfterFailedWrite || this.#hasOutlived || !isHangUp(status)) return false
    this.#hasOutlived = true
    const end = () => {
      clearTimeout(timer)
      this.#outliving = undefined
      setImmediate(finishWrite, this, request, status)
    }
    const timer = setTimeout(end, READ_AFTER_FAILED_WRITE)
    this.#outliving = { records: this.#sink.recorder.activity.server.records, timer, end }
    return true
  }

  #gone(): void {
    this.#closed = true
    this.#sink.recorder.ended('client')
    if (this.#outliving !== undefined) clearTimeout(this.#outliving.timer)
    if (this.#write === undefined && this.#shutdown === undefined) return
    setImmediate(() => {
      if (this.#write !== undefined) this.finishWrite(this.#write, canceled)
      const request = this.#shutdown
      if (request === undefined) return
      this.#shutdown = undefined
      this.played.finishShutdown(request, canceled)
    })
  }
}

let Played: Internals['JSStream'] | undefined

/** Of which all streams are that are played: functions of a class need not be set on each. */
function playedClass(JSStream: Internals['JSStream']): Internals['JSStream'] {
  if (Played === undefined) {
    Played = class extends JSStream {}
    Object.assign(Played.prototype, playedFunctions)
  }
  return Played
}

/** What TLS calls on the stream that is played for it. */
const playedFunctions = {
  isClosing(this: TappedStream): boolean {
    return this[tap].closed
  },
  onreadstart(this: TappedStream): number {
    return this[tap].readStart()
  },
  onreadstop(this: TappedStream): number {
    return this[tap].readStop()
  },
  onwrite(this: TappedStream, request: StreamRequest, buffers: Uint8Array[]): number {
    this[tap].write(request, buffers)
    return 0
  },
  onshutdown(this: TappedStream, request: StreamRequest): number {
    this[tap].shutdown(request)
    return 0
  },
}

function written(this: StreamRequest, status: number): void {
  const { tap, request } = this as OwnWrite
  tap.finishWrite(request, status)
}

function finishWrite(of: HandleTap, request: StreamRequest, status: number): void {
  of.finishWrite(request, status)
}

function isHangUp(status: number): boolean {
  return status === -constants.errno.EPIPE || status === -constants.errno.ECONNRESET
}
