import { once } from 'node:events'
import { createServer } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import axios, { AxiosError } from 'axios'
import nodeFetch from 'node-fetch'
import superagent from 'superagent'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { clients } from '../../src/clients/clients.ts'

const server = createServer((_, response) => response.end('{}'))
let url = ''

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const aborted = () => ({ signal: AbortSignal.abort() })
const failure = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: object) => error,
  )

/** A value that leads to no connection, who it is said to be of, and where its connection is to be had. */
const values: [what: string, kind: string, make: () => unknown][] = [
  ['fetch', 'fetch', async () => (await fetch(url)).clone()],
  ['a request of fetch', 'fetch', () => new Request(url)],
  ['an error of fetch', 'fetch', () => failure(fetch('https://127.0.0.1:1'))],
  ['an aborted call', 'fetch', () => failure(fetch(url, aborted()))],
  ['node-fetch', 'https', async () => (await nodeFetch(url)).clone()],
  ['axios with its fetch adapter', 'fetch', () => axios.get(url, { adapter: 'fetch' })],
  ['an error of axios without a request', 'https', () => new AxiosError('no answer')],
  ['an error of axios without a request', 'https', () => failure(axios.get(url, aborted()))],
  ['a request of superagent that was not sent', 'https', () => ({ not: 'awaited', value: superagent.get(url) })],
  ['a WebSocket that is not open', 'https', () => new WebSocket('wss://127.0.0.1:1').on('error', () => {})],
  ['a request without a connection', 'https', () => https.request('https://127.0.0.1:1').on('error', () => {})],
  ['an agent', 'https', () => new https.Agent()],
  ['undici', 'undici', () => request(url)],
  ['a dispatcher of undici', 'undici', () => new Agent()],
]

test.each(values)('%s: where its connection is to be had', async (what, kind, make) => {
  const made = (await make()) as { not?: string; value: object }
  const value = made.not === 'awaited' ? made.value : made
  expect(clients.evidenceOf(value, () => undefined)).toBeUndefined()
  expect(clients.untraceable(value)).toBe(
    `${what} does not tell which connection it used. Take it from handshakes({ client: '${kind}' }) of vitest-mtls/request, which has the connections that this test used, oldest first`,
  )
})

const ofNobody: [string, () => object][] = [
  ['an object', () => ({})],
  ['a list', () => []],
  ['an error', () => new Error('of nobody')],
  ['one that cannot be read', () => Object.defineProperty({}, 'response', { get: () => JSON.parse('none') })],
]

test.each(ofNobody)('of no client: %s', (_, make) => {
  expect(clients.evidenceOf(make(), () => undefined)).toBeUndefined()
  expect(clients.untraceable(make())).toBeUndefined()
})
