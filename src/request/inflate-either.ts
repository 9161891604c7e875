import { Transform, type TransformCallback } from 'node:stream'
import { createInflate, createInflateRaw, type InflateRaw, type ZlibOptions } from 'node:zlib'
import { hasZlibHeader } from '../evidence/zlib-header.ts'

/** Undoes the coding `deflate` (RFC 9110 8.4.1.2), also without the zlib format around it, as some servers send it. */
export class InflateEither extends Transform {
  readonly #options: ZlibOptions
  #inflate: InflateRaw | undefined
  /** What follows the end of the data is none of it. */
  #ended = false

  constructor(options: ZlibOptions) {
    super()
    this.#options = options
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#inflate ??= this.#begin(chunk[0])
    if (this.#ended) done()
    else this.#inflate.write(chunk, done)
  }

  override _flush(done: TransformCallback): void {
    if (this.#inflate === undefined || this.#ended) done()
    else this.#inflate.once('end', done).end()
  }

  override _read(size: number): void {
    this.#inflate?.resume()
    super._read(size)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inflate?.destroy()
    done(error)
  }

  #begin(first: number | undefined): InflateRaw {
    const inflate = hasZlibHeader(first) ? createInflate(this.#options) : createInflateRaw(this.#options)
    inflate.on('data', (bytes) => {
      if (!this.push(bytes)) inflate.pause()
    })
    inflate.on('end', () => {
      this.#ended = true
    })
    inflate.on('error', (error) => this.destroy(error))
    return inflate
  }
}
