import { Readable } from 'node:stream'
import { deflateRawSync, deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { InflateEither } from '../../src/request/inflate-either.ts'

const content = Buffer.alloc(200_000, 'some content, ')
const more = Buffer.from('bytes behind the end')

/** How a body with bytes behind its end may be cut on its way. */
const cuts: Record<string, (body: Buffer) => Buffer[]> = {
  'in one piece': (body) => [Buffer.concat([body, more])],
  'cut at the end': (body) => [body, more.subarray(0, 5), more.subarray(5)],
  'cut around the end': (body) => [
    body.subarray(0, -3),
    Buffer.concat([body.subarray(-3), more.subarray(0, 4)]),
    more.subarray(4),
  ],
  'byte by byte': (body) => [...body, ...more].map((byte) => Buffer.of(byte)),
}

const codings = { deflate: deflateSync, 'deflate without its format': deflateRawSync }

test.each(
  Object.entries(codings).flatMap(([coding, encode]) =>
    Object.entries(cuts).map(([cut, pieces]) => ({ coding, encode, cut, pieces })),
  ),
)('$coding, $cut', async ({ encode, pieces }) => {
  const chunks = await Readable.from(pieces(encode(content)), { objectMode: false })
    .pipe(new InflateEither({}))
    .toArray()
  expect(Buffer.concat(chunks).equals(content)).toBe(true)
})
