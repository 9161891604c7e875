import { DecodeError } from '../decode-error.ts'

/** One value of ASN.1's distinguished encoding rules (X.690). */
export interface DerValue {
  /** Identifier octet: class, constructed bit and number. */
  tag: number
  content: Uint8Array
  /** Identifier, length and content. */
  whole: Uint8Array
}

/** Identifier octets of the universal types that certificates use. */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** Identifier octet of `[number]`, primitive or constructed. */
export function contextTag(number: number, form: 'primitive' | 'constructed'): number {
  return (form === 'constructed' ? 0xa0 : 0x80) | number
}

/** Reads the values inside a constructed one, in order. Nothing else in this folder computes offsets. */
export class DerReader {
  readonly #bytes: Uint8Array
  readonly #name: string
  #offset = 0

  /** `name` is the structure, for errors: `TBSCertificate`. */
  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes
    this.#name = name
  }

  get left(): number {
    return this.#bytes.length - this.#offset
  }

  /** The next value, which must have one of the tags; any tag when none is given. */
  value(field: string, ...tags: number[]): DerValue {
    const start = this.#offset
    const tag = this.#byte(field)
    if ((tag & 0x1f) === 0x1f) throw this.#mismatch(field, 'a tag number below 31', 'a longer one')
    if (tags.length > 0 && tag !== tags[0] && !tags.includes(tag)) {
      throw this.#mismatch(field, `tag ${tags.map(hexadecimal).join(' or ')}`, hexadecimal(tag))
    }
    const length = this.#length(field)
    if (length > this.left) throw this.#mismatch(field, `${length} bytes`, `${this.left}`)
    const content = this.#bytes.subarray(this.#offset, this.#offset + length)
    this.#offset += length
    return { tag, content, whole: this.#bytes.subarray(start, this.#offset) }
  }

  /** The next value if it has this tag. */
  optional(field: string, tag: number): DerValue | undefined {
    return this.left > 0 && this.#bytes[this.#offset] === tag ? this.value(field) : undefined
  }

  /** A reader of the next value's inside. */
  inside(field: string, tag: number): DerReader {
    return new DerReader(this.value(field, tag).content, `${this.#name}.${field}`)
  }

  list<Item>(read: (reader: DerReader) => Item): Item[] {
    const items: Item[] = []
    while (this.left > 0) items.push(read(this))
    return items
  }

  end(): void {
    if (this.left > 0) throw this.#mismatch('end', 'no more bytes', `${this.left}`)
  }

  #length(field: string): number {
    const first = this.#byte(field)
    if (first < 0x80) return first
    const octets = first & 0x7f
    if (octets === 0 || octets > 4) throw this.#mismatch(field, 'a length of up to 4 bytes', `${octets}`)
    let length = 0
    for (let read = 0; read < octets; read++) length = length * 256 + this.#byte(field)
    return length
  }

  #byte(field: string): number {
    if (this.left === 0) throw this.#mismatch(field, 'another byte', 'the end')
    return this.#bytes[this.#offset++] as number
  }

  #mismatch(field: string, expected: string, got: string): DecodeError {
    return new DecodeError(`${this.#name}.${field}`, expected, got)
  }
}

function hexadecimal(tag: number): string {
  return `0x${tag.toString(16).padStart(2, '0')}`
}
