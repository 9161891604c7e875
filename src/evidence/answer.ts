import { hasZlibHeader } from './zlib-header.ts'

/** What a judgement needs of an answer, whichever client got it. */
export interface AnswerFacts {
  readonly status: number
  /** The fields of `judgedHeaders` that the answer has, by their lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * The beginning of a refusing answer's text: of a status from 400 to 499 and a type `text/html` or `text/plain`, at most 4 KiB of it, content
   * codings undone. Absent for every other answer.
   */
  readonly text?: string | undefined
}

/** Header fields that tell who answered, what is asked for and where the answer points. */
export const judgedHeaders = [
  'server',
  'via',
  'www-authenticate',
  'location',
  'upgrade',
  'content-type',
  'content-encoding',
] as const

/** Bytes. */
const longestBeginning = 4096

/** Of what is decoded at once: a few bytes may stand for very many. */
const maxOutputLength = 1024 * 1024

/** Milliseconds. */
const longestWait = 250

/**
 * The facts of an answer while it arrives. An engine makes one when the header fields are there, hands it every chunk of the body beside
 * the caller's own copy, and says when that ends; before it gives the answer to its caller it waits for `whenKept`. Nothing is taken
 * from the caller, and for most answers nothing is kept.
 */
export class KeptAnswer implements AnswerFacts {
  readonly #header: (name: string) => string | null | undefined
  #chunks: Uint8Array[] = []
  #room: number
  #kept: (() => void) | undefined

  /** `header` gives the value of a field by its lower-case name, now or later. */
  constructor(
    readonly status: number,
    header: (name: string) => string | null | undefined,
  ) {
    this.#header = header
    this.#room = isRefusal(status) && isPage(header('content-type')) ? longestBeginning : 0
  }

  get headers(): Readonly<Record<string, string>> {
    const fields = judgedHeaders.map((name) => [name, this.#header(name)] as const)
    return Object.fromEntries(fields.filter((field): field is [never, string] => typeof field[1] === 'string'))
  }

  /** Whether chunks of the body are wanted at all. */
  get isKept(): boolean {
    return this.#room > 0
  }

  /** A chunk of the body as it came over the wire. It is copied as far as it is kept. */
  push(chunk: Uint8Array): void {
    if (this.#room === 0) return
    const taken = chunk.slice(0, this.#room)
    this.#chunks.push(taken)
    this.#room -= taken.byteLength
    if (this.#room === 0) this.#kept?.()
  }

  /** The body has ended, or has broken off. */
  end(): void {
    this.#room = 0
    this.#kept?.()
  }

  /** Undefined when nothing is left to wait for; else a promise that is fulfilled when the beginning is here, or takes too long. */
  get whenKept(): Promise<void> | undefined {
    if (this.#room === 0) return undefined
    return new Promise((resolve) => {
      // The global one is that of fake timers in some tests.
      const { clearTimeout, setTimeout } = process.getBuiltinModule('node:timers')
      const timer = setTimeout(resolve, longestWait)
      this.#kept = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  get text(): string | undefined {
    if (this.#chunks.length === 0) return undefined
    return decoded(Buffer.concat(this.#chunks), this.headers['content-encoding']).toString('utf8')
  }
}

function isRefusal(status: number): boolean {
  return status >= 400 && status <= 499
}

function isPage(type: string | null | undefined): boolean {
  return /^text\/(?:html|plain)\b/i.test(type ?? '')
}

/** As much as can be decoded of a beginning; nothing of a coding that we do not know. */
function decoded(bytes: Buffer, coding = 'identity'): Buffer {
  const zlib = process.getBuiltinModule('node:zlib')
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants
  const decode = {
    identity: () => bytes,
    gzip: () => zlib.gunzipSync(bytes, { finishFlush: Z_SYNC_FLUSH, maxOutputLength }),
    deflate: () => {
      const inflate = hasZlibHeader(bytes[0]) ? zlib.inflateSync : zlib.inflateRawSync
      return inflate(bytes, { finishFlush: Z_SYNC_FLUSH, maxOutputLength })
    },
    br: () => zlib.brotliDecompressSync(bytes, { finishFlush: BROTLI_OPERATION_FLUSH, maxOutputLength }),
  }[coding.trim().toLowerCase()]
  try {
    return decode?.().subarray(0, longestBeginning) ?? Buffer.alloc(0)
  } catch {
    return Buffer.alloc(0)
  }
}
