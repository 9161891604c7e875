/** A body ready to be sent, and sent again when a redirect asks for it. */
export interface RequestBody {
  content: string | Uint8Array | AsyncIterable<Uint8Array>
  /** Bytes; undefined for a stream. */
  length?: number
  contentType?: string
  /** A stream can be read once: it cannot follow a redirect that keeps the method. */
  replayable: boolean
}

/**
 * Any body that `fetch` takes. Forms, blobs and search parameters are serialised by Node's own `Response`, which knows
 * their content types.
 */
export function readBody(body: unknown): RequestBody | Promise<RequestBody> | undefined {
  if (body == null) return undefined
  if (typeof body === 'string') {
    return { content: body, length: Buffer.byteLength(body), contentType: 'text/plain;charset=UTF-8', replayable: true }
  }
  if (ArrayBuffer.isView(body)) return whole(new Uint8Array(body.buffer, body.byteOffset, body.byteLength))
  if (isArrayBuffer(body)) return whole(new Uint8Array(body))
  if (isStream(body)) {
    if ((body as Partial<ReadableStream>).locked === true)
      throw new TypeError('The body has been read, or is being read, by somebody else. Give one that nobody has read.')
    return { content: body, replayable: false }
  }
  return serialise(body)
}

// A promise of this realm: that of `arrayBuffer` is Node's, which is another in vm pools.
async function serialise(body: unknown): Promise<RequestBody> {
  const serialised = new Response(body as ConstructorParameters<typeof Response>[0])
  return whole(new Uint8Array(await serialised.arrayBuffer()), serialised.headers.get('content-type'))
}

function whole(content: Uint8Array, contentType?: string | null): RequestBody {
  return { content, length: content.byteLength, ...(contentType ? { contentType } : {}), replayable: true }
}

// Values of another realm (vm pools, jsdom) are not `instanceof` ours.
function isArrayBuffer(body: unknown): body is ArrayBuffer {
  return ['[object ArrayBuffer]', '[object SharedArrayBuffer]'].includes(Object.prototype.toString.call(body))
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  const named = Object.prototype.toString.call(body)
  if (named === '[object FormData]' || named === '[object URLSearchParams]') return false
  return typeof (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator] === 'function'
}
