import { DecodeError } from './decode-error.ts'

/** Reads the presentation language of RFC 8446 section 3 in wire order. Nothing else computes offsets. */
export class Reader {
  readonly #bytes: Uint8Array
  readonly #name: string
  #offset = 0

  /** `name` is the structure, for errors: `ServerHello`. */
  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes
    this.#name = name
  }

  get left(): number {
    return this.#bytes.length - this.#offset
  }

  uint8(field: string): number {
    return this.#number(1, field)
  }

  uint16(field: string): number {
    return this.#number(2, field)
  }

  uint24(field: string): number {
    return this.#number(3, field)
  }

  uint32(field: string): number {
    return this.#number(4, field)
  }

  /** A view, not a copy. */
  bytes(length: number, field: string): Uint8Array {
    if (length > this.left) throw this.#mismatch(field, `${length} bytes`, `${this.left}`)
    this.#offset += length
    return this.#bytes.subarray(this.#offset - length, this.#offset)
  }

  /** opaque field<0..2^8-1> */
  vector8(field: string): Uint8Array {
    return this.bytes(this.uint8(field), field)
  }

  /** opaque field<0..2^16-1> */
  vector16(field: string): Uint8Array {
    return this.bytes(this.uint16(field), field)
  }

  /** opaque field<0..2^24-1> */
  vector24(field: string): Uint8Array {
    return this.bytes(this.uint24(field), field)
  }

  /** The inside of a vector that was read. */
  inside(vector: Uint8Array, field: string): Reader {
    return new Reader(vector, `${this.#name}.${field}`)
  }

  /** Items until the end. */
  list<Item>(read: (reader: Reader) => Item): Item[] {
    const items: Item[] = []
    while (this.left > 0) items.push(read(this))
    return items
  }

  rest(): Uint8Array {
    return this.bytes(this.left, 'rest')
  }

  /** Ends every structure: trailing data means that something was misread. */
  end(): void {
    if (this.left > 0) throw this.#mismatch('end', 'no more bytes', `${this.left}`)
  }

  #number(size: number, field: string): number {
    if (size > this.left) throw this.#mismatch(field, `${size} bytes`, `${this.left}`)
    let value = 0
    for (let read = 0; read < size; read++) value = value * 256 + (this.#bytes[this.#offset++] as number)
    return value
  }

  #mismatch(field: string, expected: string, got: string): DecodeError {
    return new DecodeError(`${this.#name}.${field}`, expected, got)
  }
}
