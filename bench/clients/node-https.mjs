import https from 'node:https'

export default function connect({ origin, ca, cert, key, fresh }) {
  const agent = new https.Agent({ ca, cert, key, keepAlive: !fresh, ...(fresh && { maxCachedSessions: 0 }) })
  function send(path, method, body) {
    return new Promise((resolve, reject) => {
      const request = https.request(origin + path, { agent, method }, (response) => {
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
    get: async (path) => (await send(path, 'GET')).byteLength,
    post: async (path, body) => JSON.parse(await send(path, 'POST', body)),
    close: async () => agent.destroy(),
  }
}
