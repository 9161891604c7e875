import type { Writable } from 'node:stream'
import type { RequestBody } from './request-body.ts'

/** Writes the body of a request, or ends it without one. `failed`: its source has failed, or gives what cannot be written. */
export function writeBody(to: Writable, body: RequestBody | undefined, failed: (error: unknown) => void): void {
  if (body === undefined) to.end()
  else if (isWhole(body.content)) to.end(body.content)
  else pump(body.content, to).catch(failed)
}

async function pump(source: AsyncIterable<Uint8Array>, to: Writable): Promise<void> {
  for await (const chunk of source) {
    // The answer came before the end, or the connection has gone: either is reported elsewhere.
    if (to.destroyed) return
    if (!to.write(chunk)) await room(to)
  }
  if (!to.destroyed) to.end()
}

// Values of another realm (vm pools, jsdom) are not `instanceof` ours.
function isWhole(content: RequestBody['content']): content is string | Uint8Array {
  return typeof content === 'string' || ArrayBuffer.isView(content)
}

/** Resolves when `to` takes more, or nothing any more. */
function room(to: Writable): Promise<void> {
  if (to.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      to.off('drain', done)
      to.off('close', done)
      resolve()
    }
    to.on('drain', done)
    to.on('close', done)
  })
}
