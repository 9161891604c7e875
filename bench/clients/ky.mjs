/** ky over undici's fetch: Node's own has no public way to a client certificate. */
import ky from 'ky'
import { Agent, install, setGlobalDispatcher } from 'undici'

export default function connect({ origin, ca, cert, key, fresh }) {
  const dispatcher = new Agent({
    connect: { ca, cert, key, ...(fresh && { maxCachedSessions: 0 }) },
    ...(fresh && { pipelining: 0 }),
  })
  setGlobalDispatcher(dispatcher)
  install()
  const client = ky.create({ retry: 0, timeout: false })
  return {
    get: async (path) => (await client.get(origin + path).arrayBuffer()).byteLength,
    post: async (path, body) => client.post(origin + path, { body }).json(),
    close: () => dispatcher.close(),
  }
}
