/** Where a text stops being JSON (RFC 8259), and why; quotes nothing of it, which may be a secret. */
export interface JsonMistake {
  /** Of the first character that does not fit. */
  position: number
  reason: string
}

/** Node's own complaint differs by version, tells no place on some, and quotes the text. Undefined when it is JSON. */
export function jsonMistake(text: string): JsonMistake | undefined {
  const scanner = new Scanner(text)
  try {
    scanner.value()
    scanner.end()
    return undefined
  } catch (error) {
    if (error instanceof Mistake) return { position: error.position, reason: error.reason }
    throw error
  }
}

class Mistake extends Error {
  readonly position: number
  readonly reason: string

  constructor(position: number, reason: string) {
    super(reason)
    this.position = position
    this.reason = reason
  }
}

class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): void {
    const character = this.#next()
    if (character === '{') this.#list('}', () => this.#member())
    else if (character === '[') this.#list(']', () => this.value())
    else if (character === '"') this.#string()
    else if (!this.#match(/true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y)) this.#refuse('a value is expected')
  }

  end(): void {
    if (this.#next() !== undefined) this.#refuse('the text goes on after its end')
  }

  #list(close: '}' | ']', item: () => void): void {
    this.#at++
    if (this.#next() === close) {
      this.#at++
      return
    }
    for (;;) {
      item()
      const character = this.#next()
      if (character !== ',' && character !== close) this.#refuse(`a comma or ${close} is expected`)
      this.#at++
      if (character === close) return
      if (this.#next() === close) this.#refuse(`there is a comma before ${close}, which JSON does not allow`)
    }
  }

  #member(): void {
    if (this.#next() !== '"') this.#refuse('a name in double quotes is expected')
    this.#string()
    if (this.#next() !== ':') this.#refuse('a colon is expected')
    this.#at++
    this.value()
  }

  #string(): void {
    const start = this.#at++
    this.#match(/(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/uy)
    const character = this.#text[this.#at]
    if (character === '"') this.#at++
    else if (character === '\\') this.#refuse('JSON has no such escape: a backslash is written as two')
    else if (character === undefined) this.#refuse('a string has no closing quote', start)
    else this.#refuse('a string goes on over the end of its line: a line break is written as \\n')
  }

  /** The next character that is no white space. */
  #next(): string | undefined {
    this.#match(/[ \t\n\r]*/y)
    return this.#text[this.#at]
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    this.#at += match?.[0].length ?? 0
    return match !== null
  }

  #refuse(expected: string, position = this.#at): never {
    const character = this.#text[position]
    if (character === undefined) throw new Mistake(position, 'the text ends too early')
    if (character === "'") throw new Mistake(position, 'JSON has no single quotes')
    if (character === '/') throw new Mistake(position, 'JSON has no comments')
    throw new Mistake(position, expected)
  }
}
