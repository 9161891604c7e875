/** Our `request`, as built. It has to decode a handshake only where `handshake` is asked for. */
export default async function connect({ origin, files, fresh, http2, dist, capture }) {
  const { createClient } = await import(`${dist}/request.js`)
  const { port } = new URL(origin)
  const client = createClient({
    ca: [files.ca],
    clientCertificates: ['localhost', '127.0.0.1'].map((host) => {
      return { host, port: Number(port), cert: files.cert, key: files.key }
    }),
    proxy: false,
    ...(http2 && { http2 }),
    ...(capture && { capture }),
  })
  const init = fresh ? { fresh } : undefined
  return {
    origin,
    async get(path, at = origin) {
      const response = await client.request(at + path, init)
      return (await response.arrayBuffer()).byteLength
    },
    async getWithHandshake(path, at = origin) {
      const response = await client.request(at + path, init)
      if (response.handshake.clientCertificate.status !== 'sent') throw new Error('No client certificate was sent')
      return (await response.arrayBuffer()).byteLength
    },
    async post(path, body) {
      const response = await client.request(origin + path, { ...init, method: 'POST', body })
      return response.json()
    },
    close: () => client.close(),
  }
}
