import https from 'node:https'
import got from 'got'

export default function connect({ origin, ca, cert, key, fresh }) {
  const agent = { https: new https.Agent({ keepAlive: !fresh, ...(fresh && { maxCachedSessions: 0 }) }) }
  const client = got.extend({
    https: { certificateAuthority: ca, certificate: cert, key },
    agent,
    retry: { limit: 0 },
  })
  return {
    get: async (path) => (await client.get(origin + path).buffer()).byteLength,
    post: async (path, body) => client.post(origin + path, { body }).json(),
    close: async () => agent.https.destroy(),
  }
}
