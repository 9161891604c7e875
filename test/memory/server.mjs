/** A server in a process of its own, so that what it keeps does not count. Takes its options as a message, answers with its port. */
import { once } from 'node:events'
import { createServer } from 'node:https'

const [{ tls, requestsPerConnection }] = await once(process, 'message')
const megabyte = Buffer.alloc(1024 * 1024, 'x')

const server = createServer({ ...tls, requestCert: true }, (request, response) => {
  const megabytes = Number(new URL(request.url, 'https://localhost').searchParams.get('megabytes') ?? 0)
  const write = (left) => (left === 0 ? response.end() : response.write(megabyte, () => write(left - 1)))
  if (megabytes > 0) write(megabytes)
  else response.end('ok')
})
server.maxRequestsPerSocket = requestsPerConnection
let connections = 0
server.on('secureConnection', () => connections++)
process.on('message', () => process.send({ connections }))
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
