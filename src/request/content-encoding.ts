import { Readable, type Transform } from 'node:stream'
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

/** `body` decoded as its Content-Encoding says; as it is when a coding is unknown. */
export function decodeBody(
  body: ReadableStream<Uint8Array>,
  contentEncoding: string | null,
): ReadableStream<Uint8Array> {
  const chain = decodersFor(contentEncoding)
  if (chain === undefined || chain.length === 0) return body
  let stream: Readable = Readable.fromWeb(body as import('node:stream/web').ReadableStream)
  for (const decoder of chain) {
    const source = stream
    source.once('error', (error) => decoder.destroy(error))
    decoder.once('close', () => source.destroy())
    stream = source.pipe(decoder)
  }
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}
