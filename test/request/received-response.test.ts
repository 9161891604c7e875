import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'

const long = 'x'.repeat(1024 * 1024)

let server: MtlsServer
let client: MtlsClient

beforeAll(async () => {
  const authority = await createAuthority()
  server = await startMtlsServer({
    identity: await authority.issueServer(),
    clientCertificate: 'none',
    handler: (request, response) => {
      const body = request.url === '/long' ? long : '\uFEFF{"a":"ä"}'
      response.writeHead(200, { 'content-type': 'application/json', 'x-a': ['1', '2'] }).end(body)
    },
  })
  client = createClient({ ca: [authority.certificate] })
})

afterAll(async () => {
  await client.destroy()
  await server.close()
})

const get = (path = '/short') => client.request(server.url + path)

describe('every way to read a body', () => {
  test('the same as from Response', async () => {
    const content = Buffer.from('\uFEFF{"a":"ä"}')
    const init = { headers: { 'content-type': 'application/json' } }
    expect(await (await get()).text()).toBe(await new Response(content, init).text())
    expect(await (await get()).json()).toEqual({ a: 'ä' })
    expect(new Uint8Array(await (await get()).arrayBuffer())).toEqual(new Uint8Array(content))
    // The types of Node 20 do not have it yet.
    const { buffer } = await ((await get()) as unknown as { bytes(): Promise<Uint8Array> }).bytes()
    expect(buffer.byteLength).toBe(content.byteLength)
    const blob = await (await get()).blob()
    expect([blob.type, blob.size]).toEqual(['application/json', content.byteLength])
    await expect((await get()).formData()).rejects.toThrow(TypeError)
  })

  test('a long one, whole and as a stream', async () => {
    expect(await (await get('/long')).text()).toBe(long)
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of (await get('/long')).body!) text += decoder.decode(chunk, { stream: true })
    expect(text).toBe(long)
  })

  test('a copy is read apart from the original', async () => {
    const response = await get('/long')
    const copy = response.clone()
    expect(copy.headers.get('x-a')).toBe('1, 2')
    expect(await copy.text()).toBe(long)
    expect([copy.bodyUsed, response.bodyUsed]).toEqual([true, false])
    expect(await response.text()).toBe(long)
  })

  test('once only', async () => {
    const response = await get()
    expect(response.bodyUsed).toBe(false)
    const reading = response.text()
    expect(response.bodyUsed).toBe(true)
    await reading
    await expect(response.json()).rejects.toThrow(TypeError)
    expect(() => response.clone()).toThrow(TypeError)
    expect(response.body).toBeInstanceOf(ReadableStream)
  })

  test('not while somebody reads its stream', async () => {
    const response = await get()
    const reader = response.body!.getReader()
    await expect(response.text()).rejects.toThrow(TypeError)
    await reader.cancel()
    expect(response.bodyUsed).toBe(true)
  })
})

test('is a Response to instanceof and to the eye', async () => {
  const response = await get()
  expect(response).toBeInstanceOf(Response)
  expect(Object.prototype.toString.call(response)).toBe('[object Response]')
  expect(inspect(response)).toContain("url: 'https://localhost:")
  expect(await new Response(response.body as ReadableStream, response as Response).text()).toBe('{"a":"ä"}')
})
