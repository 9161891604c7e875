import https from 'node:https'

export default function connect({ origin, ca, cert, key, fresh }) {
  const agent = new https.Agent({ ca, cert, key, keepAlive: !fresh, ...(fresh && { maxCachedSessions: 0 }) })
  function send(url, method, body) {
    return new Promise((resolve, reject) => {
      const request = https.request(url, { agent, method }, (response) => {
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('end', () => resolve(Buffer.concat(chunks)))
        response.on('error', reject)
      })
      request.on('error', reject)
      request.end(body)
    })
  }
  return {
    origin,
    get: async (path, at = origin) => (await send(at + path, 'GET')).byteLength,
    post: async (path, body) => JSON.parse(await send(origin + path, 'POST', body)),
    close: async () => agent.destroy(),
  }
}
