import type * as Zlib from 'node:zlib'
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
  /** Why the page of a refusing answer, or the rest of it, is not known; absent where all that matters was read. */
  readonly unread?: string | undefined
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
const longestWait = 1000

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
  #hasEnded = false
  #isUnseen = false

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
    this.#hasEnded = true
    this.#room = 0
    this.#kept?.()
  }

  /** The same of a client that may not have shown the body. */
  endUnseen(): void {
    this.#isUnseen = this.#chunks.length === 0 && this.#header('content-length') !== '0'
    this.end()
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
    return this.#chunks.length === 0 ? undefined : this.#decoded?.toString('utf8')
  }

  get unread(): string | undefined {
    if (!isRefusal(this.status) || !isPage(this.#header('content-type'))) return undefined
    if (this.#isUnseen) return 'this client does not show what it gets'
    const known = this.#chunks.length === 0 ? 0 : this.#decoded?.length
    const isWhole = this.#hasEnded || this.#isFull
    if (known === undefined || (known < longestBeginning && this.#isFull)) {
      return `its content coding ${this.headers['content-encoding']?.slice(0, 40)} cannot be undone`
    }
    return isWhole ? undefined : 'it has not come to its end'
  }

  /** As much has come as is kept. */
  get #isFull(): boolean {
    return this.#chunks.reduce((length, chunk) => length + chunk.byteLength, 0) === longestBeginning
  }

  get #decoded(): Buffer | undefined {
    return decoded(Buffer.concat(this.#chunks), this.headers['content-encoding'])
  }
}

function isRefusal(status: number): boolean {
  return status >= 400 && status <= 499
}

function isPage(type: string | null | undefined): boolean {
  return /^text\/(?:html|plain)\b/i.test(type ?? '')
}

/** As much as can be decoded of a beginning; undefined where the coding is one that we do not know, or the bytes are not of it. */
function decoded(bytes: Buffer, codings = 'identity'): Buffer | undefined {
  try {
    // The last one was applied last (RFC 9110 8.4).
    return codings
      .split(',')
      .reduceRight<Buffer | undefined>((rest, coding) => rest && decoderOf(coding.trim().toLowerCase())?.(rest), bytes)
      ?.subarray(0, longestBeginning)
  } catch {
    return undefined
  }
}

function decoderOf(coding: string): ((bytes: Buffer) => Buffer) | undefined {
  const zlib: typeof Zlib & { zstdDecompressSync?: typeof Zlib.brotliDecompressSync } =
    process.getBuiltinModule('node:zlib')
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants
  const gunzip = (bytes: Buffer) => zlib.gunzipSync(bytes, { finishFlush: Z_SYNC_FLUSH, maxOutputLength })
  const { zstdDecompressSync } = zlib
  const decoders: Record<string, ((bytes: Buffer) => Buffer) | undefined> = {
    '': (bytes) => bytes,
    identity: (bytes) => bytes,
    gzip: gunzip,
    'x-gzip': gunzip,
    deflate: (bytes) => {
      const inflate = hasZlibHeader(bytes[0]) ? zlib.inflateSync : zlib.inflateRawSync
      return inflate(bytes, { finishFlush: Z_SYNC_FLUSH, maxOutputLength })
    },
    br: (bytes) => zlib.brotliDecompressSync(bytes, { finishFlush: BROTLI_OPERATION_FLUSH, maxOutputLength }),
    // Node has it from 22.15 on.
    zstd: zstdDecompressSync && ((bytes) => zstdDecompressSync(bytes, { finishFlush: ZSTD_FLUSH, maxOutputLength })),
  }
  return Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
}

/** `ZSTD_e_flush`: what has come is given out, the rest not waited for. */
const ZSTD_FLUSH = 1
