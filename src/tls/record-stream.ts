import type { Peer } from './handshake.ts'
import { contentType } from './registry/content-types.ts'

/** Cuts one peer's bytes into TLS records (RFC 8446 5.1). Bodies that nobody wants are skipped without a look or a copy. */
export class RecordStream {
  readonly #from: Peer
  readonly #wants: (type: number, length: number) => boolean
  readonly #complete: (type: number, index: number, bytes: Uint8Array | undefined) => void
  readonly #header = new Uint8Array(headerLength)
  /** Small records are put together here, one after the other. */
  readonly #scratch = new Uint8Array(headerLength + smallFragment)
  #headerFilled = 0
  /** The record that is being filled; undefined between records and for one that is skipped. */
  #record: Uint8Array | undefined
  #bodyLeft = 0
  #index = 0
  #broken: string | undefined
  #foreign: Uint8Array | undefined

  /** `complete` gets bytes that are good until it returns; none for a record that nobody wanted. */
  constructor(
    from: Peer,
    wants: (type: number, length: number) => boolean,
    complete: (type: number, index: number, bytes: Uint8Array | undefined) => void,
  ) {
    this.#from = from
    this.#wants = wants
    this.#complete = complete
  }

  push(bytes: Uint8Array): void {
    let offset = 0
    while (offset < bytes.length && this.#broken === undefined && this.#foreign === undefined) {
      if (this.#bodyLeft > 0) offset += this.#body(bytes, offset)
      else offset += (this.#headerFilled === 0 && this.#whole(bytes, offset)) || this.#head(bytes, offset)
    }
    if (this.#foreign !== undefined) this.#foreign = joined(this.#foreign, bytes.subarray(offset))
  }

  /** Whether `bytes` are one whole record of application data, and no small one: as most writes and reads are. It is counted and left. */
  pass(bytes: Uint8Array): boolean {
    const length = bytes.length - headerLength
    const isOne =
      bytes[0] === contentType.applicationData &&
      bytes[1] === 3 &&
      (((bytes[3] as number) << 8) | (bytes[4] as number)) === length &&
      length > smallFragment &&
      length <= longestFragment
    // Bytes of a record that has begun only look like one.
    if (!isOne || this.#headerFilled > 0 || this.#broken !== undefined || this.#foreign !== undefined) return false
    this.#index++
    return true
  }

  /** Ordinal of the next record to be complete. */
  get index(): number {
    return this.#index
  }

  /** Why nothing more can be read of this peer. */
  get broken(): string | undefined {
    return this.#broken
  }

  /** The first bytes of a peer that did not speak TLS. */
  get notTls(): { from: Peer; bytes: Uint8Array } | undefined {
    if (this.#foreign !== undefined) return { from: this.#from, bytes: this.#foreign.slice() }
    if (this.#index > 0 || this.#record !== undefined || this.#headerFilled === 0) return undefined
    const begun = this.#header.slice(0, this.#headerFilled)
    return isHeader(begun) ? undefined : { from: this.#from, bytes: begun }
  }

  /** Grows with what `broken` and `notTls` tell. */
  get faults(): number {
    return (this.#broken === undefined ? 0 : 1) + (this.notTls?.bytes.length ?? 0)
  }

  /** What there is of a wanted record that has not ended. */
  get unfinished(): Uint8Array | undefined {
    return this.#record?.slice(0, this.#record.length - this.#bodyLeft)
  }

  /** A record that lies whole in `bytes`, as most do; 0: there is none. */
  #whole(bytes: Uint8Array, offset: number): number {
    const type = bytes[offset] as number
    const length = ((bytes[offset + 3] as number) << 8) | (bytes[offset + 4] as number)
    const whole = headerLength + length
    const isWhole = whole <= bytes.length - offset && length <= longestFragment
    if (!isWhole || type < contentType.changeCipherSpec || type > contentType.heartbeat || bytes[offset + 1] !== 3)
      return 0
    const wanted = this.#wants(type, length)
    // A view of our own: what a Buffer calls `slice` would copy nothing.
    const record = wanted ? new Uint8Array(bytes.buffer, bytes.byteOffset + offset, whole) : undefined
    this.#complete(type, this.#index++, record)
    return whole
  }

  #head(bytes: Uint8Array, offset: number): number {
    const taken = Math.min(headerLength - this.#headerFilled, bytes.length - offset)
    for (let index = 0; index < taken; index++) this.#header[this.#headerFilled++] = bytes[offset + index] as number
    if (this.#headerFilled === headerLength) this.#begin()
    return taken
  }

  #begin(): void {
    const header = this.#header
    const length = ((header[3] as number) << 8) | (header[4] as number)
    if (!isHeader(header) || length > longestFragment) {
      if (this.#index === 0) this.#foreign = header.slice()
      else this.#broken = `after ${this.#index} records the ${this.#from}'s bytes are no TLS records`
      return
    }
    this.#bodyLeft = length
    if (this.#wants(header[0] as number, length)) {
      const whole = headerLength + length
      this.#record = length <= smallFragment ? this.#scratch.subarray(0, whole) : new Uint8Array(whole)
      this.#record.set(header)
    }
    if (length === 0) this.#end()
  }

  #body(bytes: Uint8Array, offset: number): number {
    const taken = Math.min(this.#bodyLeft, bytes.length - offset)
    this.#record?.set(bytes.subarray(offset, offset + taken), this.#record.length - this.#bodyLeft)
    this.#bodyLeft -= taken
    if (this.#bodyLeft === 0) this.#end()
    return taken
  }

  #end(): void {
    const record = this.#record
    this.#record = undefined
    this.#headerFilled = 0
    this.#complete(this.#header[0] as number, this.#index++, record)
  }
}

export const headerLength = 5

/** Length of what counts as a small record: an alert takes 24 bytes at most, a KeyUpdate 27. */
export const smallFragment = 128

/** 2^14 + 2048 of TLS 1.2 (RFC 5246 6.2.3) is more than TLS 1.3 allows. */
const longestFragment = 16_384 + 2048

const longestForeign = 256

/** A content type, and 3 as the major version: true of the first bytes of a header as well. */
function isHeader(bytes: Uint8Array): boolean {
  const type = bytes[0] as number
  const major = bytes[1] ?? 3
  return type >= contentType.changeCipherSpec && type <= contentType.heartbeat && major === 3
}

function joined(begun: Uint8Array, more: Uint8Array): Uint8Array {
  const room = Math.min(more.length, longestForeign - begun.length)
  if (room <= 0) return begun
  const whole = new Uint8Array(begun.length + room)
  whole.set(begun)
  whole.set(more.subarray(0, room), begun.length)
  return whole
}
