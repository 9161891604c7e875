import { Socket } from 'node:net'
import type { Internals } from './internals.ts'

/** What a handle has read, in Node's own terms. */
export interface ReadEvents {
  /** Where the handle puts what it reads (`useUserBuffer`): the whole of its memory. */
  readonly buffer: Buffer
  /** The bytes are those of `buffer`: they are gone when this returns. */
  received(bytes: Uint8Array): void
  ended(): void
  /** As Node words it: `read ECONNRESET`. */
  failed(error: Error): void
}

/**
 * Calls Node's reader on behalf of `events`. How many bytes came, and the error, stand where only that function can look: it is
 * run on one socket that stands for all, whose methods pass on what it says.
 */
export class NodeReader {
  readonly #read: Internals['onStreamRead']
  readonly #handle: object
  #events: ReadEvents | undefined

  constructor({ onStreamRead, owner }: Pick<Internals, 'onStreamRead' | 'owner'>) {
    this.#read = onStreamRead
    const callback = (length: number) => {
      if (this.#events !== undefined) this.#events.received(new Uint8Array(this.#events.buffer.buffer, 0, length))
      return true
    }
    // The reader asks for a buffer of the carrier, and looks at it no more.
    const carrier = new Socket({ onread: { buffer: Buffer.alloc(1), callback } } as object)
    carrier.destroy = (error) => {
      if (error !== undefined) this.#events?.failed(error)
      return carrier
    }
    carrier.push = () => {
      this.#events?.ended()
      return false
    }
    carrier.read = () => null
    this.#handle = { readStop: () => 0, [owner]: carrier }
  }

  /** What the handle's `onread` was called with. */
  read(events: ReadEvents, bytes: ArrayBuffer | undefined): unknown {
    const outer = this.#events
    this.#events = events
    try {
      return this.#read.call(this.#handle, bytes)
    } finally {
      // TLS in TLS: the read of one connection happens inside that of another.
      this.#events = outer
    }
  }
}
