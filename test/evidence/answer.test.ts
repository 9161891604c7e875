import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import zlib, { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import type { AnswerFacts } from '../../src/evidence/answer.ts'
import { evidenceOf } from '../../src/evidence/evidence.ts'
import { createClient } from '../../src/request/client.ts'

const client = createClient({})
const closers: (() => void)[] = []
afterAll(async () => {
  await client.destroy()
  for (const close of closers) close()
})

/** What is known of the answer, and what the caller reads of it. */
async function answerOf(listener: RequestListener): Promise<{ answer: AnswerFacts; read: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => void server.close())
  const response = await client.request(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const answer = evidenceOf(response)?.answer
  if (answer === undefined) throw new Error('no answer is known')
  // Before the caller reads: a matcher may look right away.
  const { status, headers, text, unread } = answer
  return { answer: { status, headers, text, ...(unread !== undefined && { unread }) }, read: await response.text() }
}

const page = `<html><head><title>400 No required SSL certificate was sent</title></head>${'.'.repeat(6000)}</html>`

test('the beginning of a refusing page is kept, and the caller reads all of it', async () => {
  const { answer, read } = await answerOf((_, response) => {
    response.writeHead(400, { 'content-type': 'text/html', server: 'nginx' }).end(page)
  })
  expect(answer).toEqual({
    status: 400,
    headers: { server: 'nginx', 'content-type': 'text/html' },
    text: page.slice(0, 4096),
  })
  expect(read).toBe(page)
})

test('it is waited for where it comes later than the header fields', async () => {
  const { answer } = await answerOf((_, response) => {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).flushHeaders()
    setTimeout(() => response.end('Forbidden: no certificate'), 30)
  })
  expect(answer.text).toBe('Forbidden: no certificate')
})

test.each([
  ['gzip', 'gzip', gzipSync],
  ['x-gzip', 'x-gzip', gzipSync],
  ['two codings', 'deflate, gzip', (text: string) => gzipSync(deflateSync(text))],
  ['br', 'br', brotliCompressSync],
  ['deflate', 'deflate', deflateSync],
  ['deflate without the zlib format', 'deflate', deflateRawSync],
] as const)('%s is undone', async (_, coding, encode) => {
  const { answer, read } = await answerOf((_, response) => {
    response.writeHead(403, { 'content-type': 'text/html', 'content-encoding': coding }).end(encode(page))
  })
  expect(answer).toMatchObject({ text: page.slice(0, 4096) })
  expect(answer.unread).toBeUndefined()
  expect(read).toBe(page)
})

const { zstdCompressSync } = zlib as { zstdCompressSync?: (text: string) => Buffer }

test.skipIf(zstdCompressSync === undefined)('zstd is undone where this Node can', async () => {
  const { answer } = await answerOf((_, response) => {
    const body = zstdCompressSync!(page)
    response.writeHead(400, { 'content-type': 'text/html', 'content-encoding': 'zstd' }).end(body)
  })
  expect(answer.text).toBe(page.slice(0, 4096))
  expect(answer.unread).toBeUndefined()
})

test.each([
  ['a coding that nobody has', 'sdch', page],
  ['bytes that are not of the coding', 'gzip', 'no gzip'],
  ['a name of every object', 'constructor', page],
  ['zstd, where this Node cannot undo it or it does not fit', 'zstd', randomBytes(6000)],
])('a page in %s is said to be unread', async (_, coding, body) => {
  const server = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'text/html', 'content-encoding': coding }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => void server.close())
  const response = await client.request(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const answer = evidenceOf(response)?.answer
  expect(answer?.unread).toBe(`its content coding ${coding} cannot be undone`)
  expect(answer?.text).toBeUndefined()
  await response.body?.cancel().catch(() => {})
})

test.each([
  ['a good answer', 200, 'text/html'],
  ['a failing server', 500, 'text/html'],
  ['data of an application', 400, 'application/json'],
])('nothing is kept of %s', async (_, status, type) => {
  const { answer } = await answerOf((_, response) => {
    response.writeHead(status, { 'content-type': type }).end('{}')
  })
  expect(answer).toMatchObject({ status, text: undefined })
})

test('a stream that never ends does not hold the answer back', async () => {
  const server = createServer((_, response) => {
    response.writeHead(403, { 'content-type': 'text/plain' }).write('wait')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const response = await client.request(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  expect(evidenceOf(response)?.answer).toMatchObject({ text: 'wait', unread: 'it has not come to its end' })
  await response.body?.cancel()
})
