/** The header fields of an answer as they came; most answers are judged without looking at all of them. */
export class ResponseHeaders {
  readonly #fields: readonly string[]

  /** Names and values by turns, one character a byte (RFC 9110 5.5), as `fetch` reads them. */
  constructor(fields: readonly string[]) {
    this.#fields = fields
  }

  /** The values of the fields with this lower-case name, as `Headers.get` gives them. */
  get(name: string): string | null {
    let found: string | null = null
    for (let index = 0; index + 1 < this.#fields.length; index += 2) {
      const field = this.#fields[index]!
      if (field.length !== name.length || field.toLowerCase() !== name) continue
      const value = this.#fields[index + 1]!
      found = found === null ? value : `${found}, ${value}`
    }
    return found
  }

  toHeaders(): Headers {
    const headers = new Headers()
    for (let index = 0; index + 1 < this.#fields.length; index += 2) {
      const name = this.#fields[index]!
      // Pseudo-header fields of HTTP/2 (RFC 9113 8.3) are no header fields.
      if (!name.startsWith(':')) headers.append(name, this.#fields[index + 1]!)
    }
    return headers
  }
}
