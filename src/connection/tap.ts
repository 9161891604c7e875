import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { clearTimeout, setTimeout } from 'node:timers'
import type { Recorder } from '../tls/recorder.ts'

/** How long a connection whose write failed stays readable, so that an alert that is already here is still read. Milliseconds. */
const READ_AFTER_FAILED_WRITE = 250

type Callback = (error?: Error | null) => void

/**
 * The stream that TLS runs over: everything that passes is recorded first, because OpenSSL acts on it synchronously.
 * Node shows nothing of the bytes when TLS is given the socket itself.
 */
export class Tap extends Duplex {
  readonly #lower: Duplex
  readonly #recorder: Recorder
  #ended = false
  #failure: { records: number; resolve: () => void; timer: NodeJS.Timeout } | undefined

  /** `lower` carries the TLS bytes; hand what arrives on it to `receive`. */
  constructor(lower: Duplex, recorder: Recorder) {
    // TLS destroys it when it has read all: its own end would make Node destroy TLS, with what waits there for a reader.
    super({ allowHalfOpen: true, emitClose: true, autoDestroy: false })
    this.#lower = lower
    this.#recorder = recorder
    keepReadableAfterFailedWrite(lower, (destroy) => this.#outlive(destroy))
    lower.once('end', () => {
      this.#ended = true
      recorder.ended('server')
      this.push(null)
    })
    lower.once('error', (error) => {
      recorder.ended('server')
      this.destroy(error)
    })
    lower.once('close', () => this.#ended || this.destroy())
  }

  /** Bytes from the peer; they are not kept by reference. Returns false when TLS wants no more for now. */
  receive(bytes: Uint8Array): boolean {
    this.#recorder.push('server', bytes)
    const more = this.push(Buffer.from(bytes))
    if (this.#failure !== undefined && this.#recorder.activity.server.records > this.#failure.records)
      this.#failure.resolve()
    return more
  }

  override _read(): void {
    this.#lower.resume()
  }

  /** Straight to the lower stream: the Writable machinery of a second stream costs more than the recording. */
  override write(chunk: Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    const done = typeof encoding === 'function' ? encoding : callback
    this.#recorder.push('client', chunk)
    return this.#lower.write(chunk, (error) => this.#written(error, done))
  }

  override _final(callback: Callback): void {
    this.#recorder.ended('client')
    this.#lower.end(() => callback())
  }

  override _destroy(error: Error | null, callback: Callback): void {
    if (this.#failure !== undefined) clearTimeout(this.#failure.timer)
    this.#recorder.ended('client')
    this.#lower.destroy()
    callback(error)
  }

  #written(error: Error | null | undefined, done: Callback | undefined): void {
    if (error == null) done?.()
    else if (this.destroyed || (this.#ended && this.#failure === undefined)) done?.(error)
    // The lower stream reports the failure to `#outlive` next, which ends this connection when its time is over.
  }

  #outlive(destroy: () => void): void {
    if (this.#failure !== undefined) return
    const resolve = () => {
      this.#failure = undefined
      clearTimeout(timer)
      destroy()
    }
    const timer = setTimeout(resolve, READ_AFTER_FAILED_WRITE)
    this.#failure = { records: this.#recorder.activity.server.records, resolve, timer }
  }
}

/** A socket destroys itself when a write fails; what the peer said before it hung up would be lost with it. */
function keepReadableAfterFailedWrite(lower: Duplex, outlive: (destroy: () => void) => void): void {
  const destroy = lower.destroy.bind(lower)
  lower.destroy = (error?: Error) => {
    if (error !== undefined && isFailedWrite(error)) outlive(() => destroy(error))
    else destroy(error)
    return lower
  }
}

function isFailedWrite(error: NodeJS.ErrnoException): boolean {
  return error.syscall === 'write' && (error.code === 'EPIPE' || error.code === 'ECONNRESET')
}

/** What a raw socket shows of itself and what can be set on it: TLS over a stream that is not a socket hides it. */
export function forwardSocketProperties(outer: Duplex, raw: Socket): void {
  for (const name of ['ref', 'unref', 'setNoDelay', 'setKeepAlive'] as const) {
    const value = (...args: []) => {
      raw[name](...args)
      return outer
    }
    Object.defineProperty(outer, name, { value, configurable: true })
  }
  for (const name of [
    'remoteAddress',
    'remotePort',
    'remoteFamily',
    'localAddress',
    'localPort',
    'localFamily',
  ] as const) {
    Object.defineProperty(outer, name, { get: () => raw[name], configurable: true })
  }
}
