import type { Dispatcher } from 'undici'

/** The header fields of an answer as they came; most answers are judged without looking at all of them. */
export class ResponseHeaders {
  readonly #fields: readonly (Buffer | string)[]

  constructor(raw: Dispatcher.DispatchController['rawHeaders']) {
    this.#fields = Array.isArray(raw)
      ? raw
      : Object.entries(raw ?? {}).flatMap(([name, value]) => [name, String(value)])
  }

  /** The values of the fields with this lower-case name, as `Headers.get` gives them. */
  get(name: string): string | null {
    let found: string | null = null
    for (let index = 0; index + 1 < this.#fields.length; index += 2) {
      if (this.#fields[index]!.length !== name.length || this.#text(index).toLowerCase() !== name) continue
      const value = this.#text(index + 1)
      found = found === null ? value : `${found}, ${value}`
    }
    return found
  }

  toHeaders(): Headers {
    const headers = new Headers()
    for (let index = 0; index + 1 < this.#fields.length; index += 2) {
      headers.append(this.#text(index), this.#text(index + 1))
    }
    return headers
  }

  /** Header values are bytes (RFC 9110 5.5): read one character a byte, as `fetch` does. */
  #text(index: number): string {
    return this.#fields[index]!.toString('latin1')
  }
}
