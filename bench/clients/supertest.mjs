import https from 'node:https'
import supertest from 'supertest'

export default function connect({ origin, ca, cert, key, fresh }) {
  const agent = new https.Agent({ ca, cert, key, keepAlive: !fresh, ...(fresh && { maxCachedSessions: 0 }) })
  const client = supertest(origin)
  return {
    origin,
    get: async (path, at = origin) => (await supertest(at).get(path).agent(agent).responseType('blob')).body.byteLength,
    post: async (path, body) =>
      (await client.post(path).agent(agent).set('content-type', 'application/octet-stream').send(body)).body,
    close: async () => agent.destroy(),
  }
}
