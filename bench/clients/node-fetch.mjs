import https from 'node:https'
import fetch from 'node-fetch'

export default function connect({ origin, ca, cert, key, fresh }) {
  const agent = new https.Agent({ ca, cert, key, keepAlive: !fresh, ...(fresh && { maxCachedSessions: 0 }) })
  return {
    get: async (path) => (await (await fetch(origin + path, { agent })).arrayBuffer()).byteLength,
    post: async (path, body) => (await fetch(origin + path, { agent, method: 'POST', body })).json(),
    close: async () => agent.destroy(),
  }
}
