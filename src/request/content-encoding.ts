import { PassThrough, Readable, type Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip } from 'node:zlib'
import { InflateEither } from './inflate-either.ts'

/** Tolerates an end without trailer, as browsers do. */
const gzip = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
const brotli = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH }

const decoders: Record<string, () => Transform> = {
  gzip: () => createGunzip(gzip),
  'x-gzip': () => createGunzip(gzip),
  deflate: () => new InflateEither(gzip),
  br: () => createBrotliDecompress(brotli),
}

/** The decoders for a Content-Encoding header (RFC 9110 8.4), last coding first; undefined when one is not known. */
export function decodersFor(contentEncoding: string | null): Transform[] | undefined {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
  const named = codings.filter((coding) => coding !== '' && coding !== 'identity').reverse()
  if (named.some((coding) => !Object.hasOwn(decoders, coding))) return undefined
  return named.map((coding) => decoders[coding]!())
}

/**
 * `body` decoded as its Content-Encoding says; as it is when a coding is unknown. Bytes that are not in that coding end it with a TypeError, as in
 * `fetch`.
 */
export function decodeBody(
  body: ReadableStream<Uint8Array>,
  contentEncoding: string | null,
): ReadableStream<Uint8Array> {
  const chain = decodersFor(contentEncoding)
  if (chain === undefined || chain.length === 0) return body
  let stream: Readable = Readable.fromWeb(body as import('node:stream/web').ReadableStream)
  let broken: Error | undefined
  stream.once('error', (error) => {
    broken = error
  })
  const decoded = new PassThrough()
  for (const next of [...chain, decoded]) {
    const source = stream
    source.once('error', (error) => {
      next.destroy(next === decoded && error !== broken ? undecodable(contentEncoding, error) : error)
    })
    next.once('close', () => source.destroy())
    stream = source.pipe(next)
  }
  return Readable.toWeb(decoded) as ReadableStream<Uint8Array>
}

function undecodable(encoding: string | null, cause: Error): TypeError {
  const found = `The body of the answer is not encoded as its Content-Encoding says (${encoding}): ${cause.message}.`
  return new TypeError(`${found} Let the server encode it so, or leave that header out.`, { cause })
}
