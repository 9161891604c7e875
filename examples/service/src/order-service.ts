import { createServer, type Server } from 'node:https'
import type { TLSSocket } from 'node:tls'

interface Tls {
  cert: string
  key: string
  /** Who issues the certificates of clients, PEM. */
  ca: string
}

/** Orders for those who show a certificate of our authority; anybody may ask for the service's health. */
export function createOrderService({ cert, key, ca }: Tls): Server {
  return createServer(
    { cert, key, ca, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const socket = request.socket as TLSSocket
      const answer = (status: number, body: unknown) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      if (request.url === '/health') return answer(200, { status: 'up' })
      if (!socket.authorized) return answer(403, { error: 'a client certificate is needed' })
      return answer(200, { customer: socket.getPeerCertificate().subject.CN, orders: [] })
    },
  )
}
