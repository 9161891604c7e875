import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import { nativePackage } from './native-package.ts'
import { type Answered, answered, failureOf, type Given, type TriedClient, urlOf } from './tried-client.ts'

/** An agent of the call's own: nothing is kept, nothing is resumed. */
async function agentWith(given: Given) {
  const { Agent } = await import('node:https')
  return new Agent({ ...given, maxCachedSessions: 0 })
}

const everything = { value: true, error: true }
const nothing = { value: false, error: false }

export const httpClients: TriedClient[] = [
  {
    name: 'https',
    by: 'https',
    server: 'https',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path) {
      const { request } = await import('node:https')
      const agent = await agentWith(given)
      const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) =>
        request(urlOf(place, path), { agent, method: 'POST' }, resolve).on('error', reject).end('four'),
      )
      return answered(response, response.statusCode!, (await json(response)) as Answered)
    },
  },
  {
    name: 'http2',
    by: 'http2',
    server: 'http2',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path = '/') {
      const { connect } = await import('node:http2')
      const session = connect(urlOf(place), given)
      session.on('error', () => {})
      const stream = session.request({ ':path': path, ':method': 'POST' })
      const broken = failureOf(stream)
      broken.catch(() => session.destroy())
      stream.end('four')
      const headers = new Promise<Record<string, unknown>>((resolve) => stream.once('response', resolve))
      const status = Number((await Promise.race([headers, broken]))[':status'])
      // By its events: some Nodes close a stream before an iterator has taken its end.
      let text = ''
      stream.setEncoding('utf8').on('data', (part) => (text += part))
      await Promise.race([once(stream, 'end'), broken])
      const body = JSON.parse(text) as Answered
      return answered(stream, status, body, () => session.close())
    },
  },
  {
    name: 'fetch',
    by: 'fetch',
    server: 'https',
    takesCertificates: false,
    tells: { value: false, error: true },
    async call(place, _, path) {
      const response = await fetch(urlOf(place, path), { method: 'POST', body: 'four' })
      return answered(response, response.status, (await response.json()) as Answered)
    },
  },
  {
    name: 'axios, adapter http',
    by: 'axios over https',
    server: 'https',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path) {
      const { default: axios } = await nativePackage('axios', () => import('axios'))
      const response = await axios.post<Answered>(urlOf(place, path), 'four', {
        httpsAgent: await agentWith(given),
        validateStatus: null,
      })
      return answered(response, response.status, response.data)
    },
  },
  {
    name: 'axios, adapter http with httpVersion 2',
    by: 'axios over http2',
    server: 'http2',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path) {
      const { default: axios } = await nativePackage('axios', () => import('axios'))
      const options = { httpVersion: 2, http2Options: { ...given, sessionTimeout: 1 }, validateStatus: null }
      const response = await axios.post<Answered>(urlOf(place, path), 'four', options as object)
      return answered(response, response.status, response.data)
    },
  },
  {
    name: 'axios, adapter fetch',
    by: 'fetch',
    server: 'https',
    takesCertificates: false,
    tells: { value: false, error: true },
    async call(place, _, path) {
      const { default: axios } = await nativePackage('axios', () => import('axios'))
      const response = await axios.post<Answered>(urlOf(place, path), 'four', {
        adapter: 'fetch',
        validateStatus: null,
      })
      return answered(response, response.status, response.data)
    },
  },
  {
    name: 'got',
    by: 'got over https',
    server: 'https',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path) {
      const { default: got } = await import('got')
      const response = await got.post<Answered>(urlOf(place, path), {
        agent: { https: await agentWith(given) },
        body: 'four',
        responseType: 'json',
        throwHttpErrors: false,
        retry: { limit: 0 },
      })
      return answered(response, response.statusCode, response.body)
    },
  },
  {
    name: 'got with http2',
    by: 'got over http2',
    server: 'http2',
    waitsWhenRefused: true,
    takesCertificates: true,
    tells: everything,
    async call(place, { ca, cert, key }, path) {
      const { default: got } = await import('got')
      const response = await got.post<Answered>(urlOf(place, path), {
        http2: true,
        https: {
          ...(ca && { certificateAuthority: ca }),
          ...(cert && { certificate: cert }),
          ...(key && { key }),
        },
        body: 'four',
        responseType: 'json',
        throwHttpErrors: false,
        retry: { limit: 0 },
      })
      return answered(response, response.statusCode, response.body)
    },
  },
  {
    name: 'node-fetch',
    by: 'node-fetch over https',
    server: 'https',
    takesCertificates: true,
    tells: nothing,
    async call(place, given, path) {
      const { default: fetch } = await import('node-fetch')
      const response = await fetch(urlOf(place, path), { agent: await agentWith(given), method: 'POST', body: 'four' })
      return answered(response, response.status, (await response.json()) as Answered)
    },
  },
  {
    name: 'supertest',
    by: 'superagent over https',
    server: 'https',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path = '/') {
      const { default: supertest } = await nativePackage('supertest', () => import('supertest'))
      const response = await supertest(urlOf(place, ''))
        .post(path)
        .agent(await agentWith(given))
        .type('text')
        .send('four')
      return answered(response, response.status, response.body as Answered)
    },
  },
  {
    name: 'superagent',
    by: 'superagent over https',
    server: 'https',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path) {
      const { default: superagent } = await nativePackage('superagent', () => import('superagent'))
      const response = await superagent
        .post(urlOf(place, path))
        .agent(await agentWith(given))
        .type('text')
        .ok(() => true)
        .send('four')
      return answered(response, response.status, response.body as Answered)
    },
  },
  {
    name: 'gaxios (googleapis)',
    by: 'gaxios over https',
    server: 'https',
    takesCertificates: true,
    tells: nothing,
    async call(place, given, path) {
      const { request } = await import('gaxios')
      const response = await request<Answered>({
        url: urlOf(place, path),
        method: 'POST',
        agent: await agentWith(given),
        body: 'four',
        validateStatus: () => true,
        responseType: 'json',
      })
      return answered(response, response.status, response.data)
    },
  },
  {
    name: '@smithy/node-http-handler (@aws-sdk)',
    by: '@aws-sdk over https',
    server: 'https',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path = '/') {
      const { NodeHttpHandler } = await import('@smithy/node-http-handler')
      const handler = new NodeHttpHandler({ httpsAgent: await agentWith(given) })
      const request = { protocol: 'https:', hostname: place.host, port: place.port, method: 'POST', path, query: {} }
      const asked = { ...request, headers: { 'content-length': '4' }, body: Buffer.from('four') }
      const { response } = await handler.handle(asked as never)
      return answered(response, response.statusCode, (await json(response.body)) as Answered, () => handler.destroy())
    },
  },
  {
    name: 'openapi-fetch',
    by: 'fetch',
    server: 'https',
    takesCertificates: false,
    tells: { value: false, error: true },
    async call(place, _, path = '/') {
      const { default: createClient } = await import('openapi-fetch')
      const client = createClient<Record<string, never>>({ baseUrl: urlOf(place, '') })
      const post = client.POST as unknown as (
        path: string,
        init: object,
      ) => Promise<{ data?: Answered; error?: Answered; response: Response }>
      const answer = await post(path, {
        body: 'four',
        bodySerializer: String,
        headers: { 'content-type': 'text/plain' },
      })
      return answered(answer, answer.response.status, (answer.data ?? answer.error) as Answered)
    },
  },
  {
    name: 'ky',
    by: 'fetch',
    server: 'https',
    takesCertificates: false,
    tells: { value: false, error: true },
    async call(place, _, path) {
      const { default: ky } = await import('ky')
      const response = await ky.post(urlOf(place, path), { body: 'four', throwHttpErrors: false, retry: 0 })
      return answered(response, response.status, await response.json<Answered>())
    },
  },
  {
    name: "Apollo's HttpLink",
    by: 'fetch',
    server: 'https',
    takesCertificates: false,
    tells: { value: false, error: true },
    async call(place) {
      const { ApolloClient, gql, HttpLink, InMemoryCache } = await import('@apollo/client/core')
      const link = new HttpLink({ uri: urlOf(place, '/graphql') })
      const client = new ApolloClient({ link, cache: new InMemoryCache() })
      const answer = await client.query({ query: gql('{ subject }'), fetchPolicy: 'no-cache' })
      const { subject } = answer.data as { subject: string | null }
      return { value: answer, result: { data: Object.keys(answer.data) }, saw: subject, end: () => client.stop() }
    },
  },
]
