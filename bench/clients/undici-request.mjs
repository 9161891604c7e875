/** The reference: `undici.request` with an Agent that holds the same certificates. */
import { Agent, request } from 'undici'

export default function connect({ origin, ca, cert, key, fresh, http2 }) {
  const dispatcher = new Agent({
    connect: { ca, cert, key, ...(fresh && { maxCachedSessions: 0 }) },
    ...(fresh && { pipelining: 0 }),
    ...(http2 && { allowH2: true }),
  })
  return {
    origin,
    async get(path, at = origin) {
      const { body } = await request(at + path, { dispatcher })
      return (await body.arrayBuffer()).byteLength
    },
    async post(path, content) {
      const { body } = await request(origin + path, { dispatcher, method: 'POST', body: content })
      return body.json()
    },
    close: () => dispatcher.close(),
  }
}
