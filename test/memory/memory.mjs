/**
 * `npm run memory [requests] [connections] [records] [megabytes]`, with the built package: what requests leave behind on the
 * heap, what the record of a connection costs, and what a long body takes while it passes. Prints bytes; fails above the limits.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'
import { createClient } from 'vitest-mtls/request'

const [requests = 100_000, connections = 1_000, records = 1_000, megabytes = 300] = process.argv.slice(2).map(Number)
const inParallel = 10
/** Bytes. Heaps breathe: what grows with every request is far above this. */
const limits = { growth: 2 * 1024 * 1024, record: 16 * 1024 }

const { createAuthority } = (await runnerImport(fileURLToPath(new URL('../../fixtures/authority.ts', import.meta.url))))
  .module
const authority = await createAuthority()
const { chain, key } = await authority.issueServer()
const orders = await authority.issueClient({ subject: 'CN=orders' })

const server = fork(fileURLToPath(new URL('server.mjs', import.meta.url)))
const ask = async (message) => {
  server.send(message)
  return (await once(server, 'message'))[0]
}
const { port } = await ask({
  tls: { cert: chain, key, ca: authority.certificate },
  requestsPerConnection: requests / connections,
})
const url = `https://localhost:${port}/`
const client = createClient({
  ca: [authority.certificate],
  clientCertificates: [{ host: '*', port: '*', cert: orders.chain, key: orders.key }],
})

// Code is compiled and caches are filled before anything is measured.
await costOfResponses(true, 50)
const measured = { requests: await measureRequests(), records: await measureRecords(), body: await measureBody() }
console.log(JSON.stringify(measured, undefined, 2))
const isGood =
  measured.requests.growth < limits.growth &&
  measured.records.bytesEach <= limits.record &&
  measured.body.growth < limits.growth
process.exitCode = isGood ? 0 : 1
await client.close()
server.disconnect()

/** Heap after each quarter of the requests: the first has filled the caches. */
async function measureRequests() {
  const heap = []
  const connectionsBefore = (await ask('count')).connections
  for (let quarter = 0; quarter < 4; quarter++) {
    const worker = async () => {
      for (let sent = 0; sent < requests / 4 / inParallel; sent++) await (await client.request(url)).text()
    }
    await Promise.all(Array.from({ length: inParallel }, worker))
    heap.push(await used())
  }
  const made = (await ask('count')).connections - connectionsBefore
  return { requests, connections: made, heap, growth: heap[3] - heap[0] }
}

/**
 * The record of a connection: what a response costs that is kept, with a connection of its own, above one that shares its
 * connection. Then the same after every handshake was read.
 */
async function measureRecords() {
  const shared = await costOfResponses(false)
  const own = await costOfResponses(true)
  return { records, bytesEach: own.kept - shared.kept, bytesEachDecoded: own.decoded - shared.decoded }
}

async function costOfResponses(fresh, count = records) {
  const before = await used()
  const responses = []
  for (let made = 0; made < count; made++) {
    const response = await client.request(url, { fresh })
    await response.text()
    responses.push(response)
  }
  const each = async () => Math.round(((await used()) - before) / count)
  const kept = await each()
  for (const { handshake } of responses) if (handshake.clientCertificate.status !== 'sent') throw new Error('not sent')
  // Naming them once more keeps them until here.
  return { kept, decoded: await each(), responses: responses.length }
}

/** Memory while a body passes, against that after its first tenth. */
async function measureBody() {
  const response = await client.request(`${url}?megabytes=${megabytes}`, { timeout: 0 })
  const memory = []
  let received = 0
  for await (const chunk of response.body) {
    received += chunk.byteLength
    if (received >= (megabytes * 1024 * 1024 * (memory.length + 1)) / 10) memory.push(await used())
  }
  if (response.handshake.capture.complete !== true) throw new Error('the record is not complete')
  return { megabytes: received / 1024 / 1024, growth: Math.max(...memory) - memory[0] }
}

/** Bytes of the heap and of buffers that are reachable: the least of some readings, because closing takes its time. */
async function used() {
  let least = Number.POSITIVE_INFINITY
  for (let reading = 0; reading < 8; reading++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    globalThis.gc()
    const { heapUsed, external } = process.memoryUsage()
    least = Math.min(least, heapUsed + external)
  }
  return least
}
