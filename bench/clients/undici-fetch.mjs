import { Agent, fetch } from 'undici'

export default function connect({ origin, ca, cert, key, fresh, http2 }) {
  const dispatcher = new Agent({
    connect: { ca, cert, key, ...(fresh && { maxCachedSessions: 0 }) },
    ...(fresh && { pipelining: 0 }),
    ...(http2 && { allowH2: true }),
  })
  return {
    origin,
    async get(path, at = origin) {
      const response = await fetch(at + path, { dispatcher })
      return (await response.arrayBuffer()).byteLength
    },
    async post(path, body) {
      const response = await fetch(origin + path, { dispatcher, method: 'POST', body })
      return response.json()
    },
    close: () => dispatcher.close(),
  }
}
