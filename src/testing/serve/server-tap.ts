import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Recorder } from '../../tls/recorder.ts'

type Callback = (error?: Error | null) => void

/**
 * The stream that a server's TLS runs over: it records what passes, and can put a word of its own in the place of what TLS
 * would say next.
 */
export class ServerTap extends Duplex {
  readonly #raw: Socket
  readonly #recorder: Recorder
  #silenced = false

  constructor(raw: Socket, recorder: Recorder) {
    super({ allowHalfOpen: true })
    this.#raw = raw
    this.#recorder = recorder
    raw.on('data', (bytes: Buffer) => {
      this.#recorder.push('client', bytes)
      // TLS may read what it likes of a buffer of its own
      if (!this.#silenced && !this.push(Buffer.from(bytes))) raw.pause()
    })
    raw.once('end', () => {
      if (!this.#silenced) this.push(null)
      // nothing is said to one who has left after it was refused
      else raw.end()
    })
    raw.on('error', (error) => this.destroy(error))
    raw.once('close', () => this.destroy())
  }

  override _read(): void {
    this.#raw.resume()
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    if (this.#silenced) callback()
    else {
      this.#recorder.push('server', bytes)
      this.#raw.write(bytes, callback)
    }
  }

  override _final(callback: Callback): void {
    if (!this.#silenced) this.#raw.end()
    callback()
  }

  override _destroy(error: Error | null, callback: Callback): void {
    if (!this.#silenced) this.#raw.destroy()
    callback(error)
  }

  /**
   * TLS says nothing any more: `lastWords` go out in its place, and the connection is half closed. What the client still says is
   * read, since a connection that is closed over unread bytes is reset, and a reset takes the last words with it.
   */
  silence(lastWords: Uint8Array): void {
    this.#silenced = true
    this.#recorder.push('server', lastWords)
    this.#raw.end(lastWords)
    this.#raw.resume()
  }

  /** Neither TLS nor anybody says anything: the connection is gone. */
  hangUp(): void {
    this.#silenced = true
    this.#raw.destroy()
  }
}
