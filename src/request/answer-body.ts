import type { ReadableStreamDefaultController } from 'node:stream/web'

/** Bytes of a body that may wait for a reader before the connection is paused. */
const longestQueue = 128 * 1024

/** What a reader can tell the connection. */
export interface BodySource {
  /** More bytes are wanted. */
  resume(): void
  /** Nobody wants the rest. */
  cancel(): void
}

/**
 * The body of an answer while it arrives. Waits for its reader: one who wants the whole gets it without a stream between,
 * which would cost more than a small request.
 */
export class AnswerBody {
  readonly #source: BodySource
  #queue: Uint8Array[] = []
  #queued = 0
  #end: { error?: unknown } | undefined
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined
  #whole: { resolve(bytes: Uint8Array): void; reject(error: unknown): void } | undefined

  constructor(source: BodySource) {
    this.#source = source
  }

  /** Takes bytes; false: no more for now. */
  push(chunk: Uint8Array): boolean {
    if (this.#stream !== undefined) {
      this.#stream.enqueue(chunk)
      return (this.#stream.desiredSize ?? 0) > 0
    }
    this.#queue.push(chunk)
    this.#queued += chunk.byteLength
    return this.#whole !== undefined || this.#queued < longestQueue
  }

  close(): void {
    this.#end = {}
    this.#stream?.close()
    this.#whole?.resolve(this.#joined())
  }

  error(error: unknown): void {
    this.#end = { error }
    this.#queue = []
    this.#stream?.error(error)
    this.#whole?.reject(error)
  }

  /** All of it, when it has arrived. Excludes `toStream`; call it once. */
  read(): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#whole = { resolve, reject }
      if (this.#end === undefined) this.#source.resume()
      else if ('error' in this.#end) reject(this.#end.error)
      else resolve(this.#joined())
    })
  }

  /** As it arrives. Excludes `read`; call it once. */
  toStream(): ReadableStream<Uint8Array> {
    // Node's own: the global one is that of jsdom in some tests.
    const { ReadableStream } = process.getBuiltinModule('node:stream/web')
    return new ReadableStream<Uint8Array>(
      {
        start: (stream) => this.#handOver(stream),
        pull: () => this.#source.resume(),
        cancel: () => {
          this.#stream = undefined
          this.#source.cancel()
        },
      },
      { highWaterMark: longestQueue, size: (chunk) => chunk.byteLength },
    )
  }

  #handOver(stream: ReadableStreamDefaultController<Uint8Array>): void {
    this.#stream = stream
    for (const chunk of this.#queue) stream.enqueue(chunk)
    this.#queue = []
    if (this.#end === undefined) return
    if ('error' in this.#end) stream.error(this.#end.error)
    else stream.close()
  }

  #joined(): Uint8Array {
    const chunks = this.#queue
    this.#queue = []
    if (chunks.length === 1) return chunks[0]!
    const whole = new Uint8Array(this.#queued)
    let offset = 0
    for (const chunk of chunks) {
      whole.set(chunk, offset)
      offset += chunk.byteLength
    }
    return whole
  }
}
