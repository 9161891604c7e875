import https from 'node:https'
import axios from 'axios'

export default function connect({ origin, ca, cert, key, fresh }) {
  const httpsAgent = new https.Agent({ ca, cert, key, keepAlive: !fresh, ...(fresh && { maxCachedSessions: 0 }) })
  const client = axios.create({ baseURL: origin, httpsAgent, maxBodyLength: Infinity })
  return {
    origin,
    get: async (path, at = origin) => (await client.get(at + path, { responseType: 'arraybuffer' })).data.byteLength,
    post: async (path, body) => (await client.post(path, body)).data,
    close: async () => httpsAgent.destroy(),
  }
}
