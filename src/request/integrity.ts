import { createHash } from 'node:crypto'
import type { AnswerBody } from './answer-body.ts'

/** What the standard Subresource Integrity (3.2) knows, the weakest first. */
const algorithms = ['sha256', 'sha384', 'sha512']

type Body = Pick<AnswerBody, 'toStream'> & Partial<Pick<AnswerBody, 'read'>>

/**
 * The body when it has one of the digests that `integrity` names with its strongest algorithm, or when that names none at all; null stays null.
 * @throws TypeError, as `fetch` does.
 */
export async function intactBody(body: Body | null, integrity: string): Promise<Body | null> {
  const wanted = strongest(integrity)
  if (wanted.length === 0) return body
  const content = body === null ? new Uint8Array() : new Uint8Array(await new Response(body.toStream()).arrayBuffer())
  for (const { algorithm, digest } of wanted) {
    if (createHash(algorithm).update(content).digest('base64') === digest) return body && givenAgain(content)
  }
  const found = createHash(wanted[0]!.algorithm).update(content).digest('base64')
  throw new TypeError(
    `The body of the answer has ${content.byteLength} bytes and the digest ${wanted[0]!.algorithm}-${found}, which is none that \`integrity\` names. Compare what the server sends, or correct the digest.`,
  )
}

function strongest(integrity: string): { algorithm: string; digest: string }[] {
  const named = integrity.split(/\s+/).flatMap((one) => {
    const [, algorithm = '', digest = ''] = /^(sha\d{3})-([A-Za-z0-9+/_-]+={0,2})(?:\?.*)?$/i.exec(one) ?? []
    const rank = algorithms.indexOf(algorithm.toLowerCase())
    const written = digest.replaceAll('-', '+').replaceAll('_', '/')
    return rank < 0 ? [] : [{ rank, algorithm: algorithms[rank]!, digest: written }]
  })
  const highest = Math.max(...named.map(({ rank }) => rank))
  return named.filter(({ rank }) => rank === highest)
}

function givenAgain(content: Uint8Array): Body {
  return {
    read: () => Promise.resolve(content),
    toStream: () => new Response(content as Uint8Array<ArrayBuffer>).body as ReadableStream<Uint8Array>,
  }
}
