/** What was made of bytes, for when the same ones come again: every connection to a server brings its chain and its authorities. */
export class RecentlyRead<Fact> {
  readonly #read: (bytes: Uint8Array) => Fact
  readonly #most: number
  readonly #longest: number
  readonly #facts = new Map<string, Fact>()

  /** Remembers up to `most` facts, of up to `longest` bytes each. What `read` gives must not be changed. */
  constructor(read: (bytes: Uint8Array) => Fact, { most, longest }: { most: number; longest: number }) {
    this.#read = read
    this.#most = most
    this.#longest = longest
  }

  of(bytes: Uint8Array): Fact {
    if (bytes.length > this.#longest) return this.#read(bytes)
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    const known = this.#facts.get(key)
    const fact = known ?? this.#read(bytes)
    // used last, forgotten last
    if (known !== undefined) this.#facts.delete(key)
    else if (this.#facts.size >= this.#most) this.#facts.delete(this.#facts.keys().next().value as string)
    this.#facts.set(key, fact)
    return fact
  }
}
