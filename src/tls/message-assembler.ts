import { Reader } from './reader.ts'

/** What the header of a handshake message says. */
export interface BegunMessage {
  /** HandshakeType. */
  type: number
  /** Bytes of its body. */
  length: number
}

/** Cuts a stream of handshake records into messages: several in one record, one over several (RFC 8446 5.1). */
export class MessageAssembler {
  #buffer = new Uint8Array(0)
  #filled = 0

  /** A message has begun and not ended. */
  get pending(): boolean {
    return this.#filled > 0
  }

  /** The message that has begun and not ended, as its header announces it; undefined: there is none, or less than a header. */
  get begun(): BegunMessage | undefined {
    if (this.#filled < headerLength) return undefined
    const header = new Reader(this.#buffer.subarray(0, headerLength), 'Handshake')
    return { type: header.uint8('type'), length: header.uint24('length') }
  }

  /** The messages that `content` completes. Their bytes are the caller's to keep. */
  push(content: Uint8Array): { type: number; body: Uint8Array; whole: Uint8Array }[] {
    if (this.#filled > 0) this.#append(content)
    const bytes = this.#filled > 0 ? this.#buffer.subarray(0, this.#filled) : content
    const messages = []
    let offset = 0
    for (let end = messageEnd(bytes, 0); end <= bytes.length; end = messageEnd(bytes, offset)) {
      const whole = this.#filled > 0 ? bytes.slice(offset, end) : bytes.subarray(offset, end)
      messages.push({ type: whole[0] as number, body: whole.subarray(headerLength), whole })
      offset = end
    }
    const left = bytes.subarray(offset)
    if (offset > 0 || this.#filled === 0) this.#restart(left)
    return messages
  }

  #restart(bytes: Uint8Array): void {
    this.#buffer = bytes.slice()
    this.#filled = bytes.length
  }

  /** Grows by doubling: a peer that sends one byte a record costs no more than its bytes. */
  #append(content: Uint8Array): void {
    const needed = this.#filled + content.length
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2))
      larger.set(this.#buffer.subarray(0, this.#filled))
      this.#buffer = larger
    }
    this.#buffer.set(content, this.#filled)
    this.#filled = needed
  }
}

/** HandshakeType and uint24 length (RFC 8446 section 4). */
const headerLength = 4

/** Where the message at `offset` ends; beyond every end while its header is not complete. */
function messageEnd(bytes: Uint8Array, offset: number): number {
  if (bytes.length - offset < headerLength) return Number.POSITIVE_INFINITY
  const header = new Reader(bytes.subarray(offset + 1, offset + headerLength), 'Handshake')
  return offset + headerLength + header.uint24('length')
}
