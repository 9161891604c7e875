/** The server of all measurements, in a process of its own: HTTP/1.1 and h2 over mutual TLS. Sends its port to the parent. */
import { readFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'

const [folder] = process.argv.slice(2)
const read = (name) => readFileSync(`${folder}/${name}`)
const chunk = Buffer.alloc(64 * 1024, 'x')
const small = JSON.stringify({ id: 1, name: 'an ordinary answer', items: [1, 2, 3], state: 'accepted' })

const server = createSecureServer(
  {
    cert: read('server.crt'),
    key: read('server.key'),
    ca: read('ca.crt'),
    requestCert: true,
    rejectUnauthorized: true,
    allowHTTP1: true,
  },
  (request, response) => {
    if (request.method === 'POST') return receive(request, response)
    const bytes = /^\/bytes\/(\d+)$/.exec(request.url)
    if (bytes) return send(response, Number(bytes[1]))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': small.length })
    response.end(small)
  },
)
server.keepAliveTimeout = 0

function receive(request, response) {
  let received = 0
  request.on('data', (part) => {
    received += part.length
  })
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ received }))
  })
}

function send(response, length) {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': length })
  let left = length
  const more = () => {
    while (left > 0) {
      const part = chunk.subarray(0, Math.min(left, chunk.length))
      left -= part.length
      if (!response.write(part) && left > 0) return response.once('drain', more)
    }
    response.end()
  }
  more()
}

server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.once('disconnect', () => process.exit())
