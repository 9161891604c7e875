/** Our `request`, as built. It has to decode a handshake only where `handshake` is asked for. */
export default async function connect({ origin, files, fresh, http2, dist, capture }) {
  const { createClient } = await import(`${dist}/request.js`)
  const { hostname, port } = new URL(origin)
  const client = createClient({
    ca: [files.ca],
    clientCertificates: [{ host: hostname, port: Number(port), cert: files.cert, key: files.key }],
    proxy: false,
    ...(http2 && { http2 }),
    ...(capture && { capture }),
  })
  const init = fresh ? { fresh } : undefined
  return {
    async get(path) {
      const response = await client.request(origin + path, init)
      return (await response.arrayBuffer()).byteLength
    },
    async getWithHandshake(path) {
      const response = await client.request(origin + path, init)
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
