/**
 * `node exiting-process.mjs <case> <url> <ca file>`: makes one request and leaves everything as it is then. Nothing is closed
 * but in `closed`: the process has to end by itself. Prints what came of the request.
 */
import { readFile } from 'node:fs/promises'
import { createClient } from 'vitest-mtls/request'

const [, , name, url, caFile] = process.argv
const client = createClient({ ca: [await readFile(caFile, 'utf8')] })

const cases = {
  /** A connection stays open for the next request. */
  answered: async () => (await client.request(url)).text(),
  /** The body is never read. */
  unread: async () => (await client.request(url)).status,
  timeout: () => client.request(url, { timeout: 300 }),
  abort: () => client.request(url, { signal: AbortSignal.timeout(300) }),
  /** Waits for the end of its connections, and of nothing else. */
  closed: async () => {
    await client.request(url, { http2: true }).then((response) => response.text())
    return client.close()
  },
  /** Nobody waits for what comes of it. */
  forgotten: async () => void client.request(url, { timeout: 300 }),
}

await cases[name]().then(
  (result) => console.log(`resolved ${result}`),
  (error) => console.log(`rejected ${error.name} ${error.code}`),
)
