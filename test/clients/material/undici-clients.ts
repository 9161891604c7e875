import { type Answered, answered, type TriedClient, urlOf } from './tried-client.ts'

const onErrors = { value: false, error: true }

export const undiciClients: TriedClient[] = [
  {
    name: 'undici 7, request',
    by: 'undici',
    server: 'https',
    takesCertificates: true,
    tells: onErrors,
    async call(place, given, path) {
      const { Agent, request } = await import('undici')
      const dispatcher = new Agent({ connect: given })
      const response = await request(urlOf(place, path), { dispatcher, method: 'POST', body: 'four' })
      const body = (await response.body.json()) as Answered
      return answered(response, response.statusCode, body, () => dispatcher.close())
    },
  },
  {
    name: 'undici 7, fetch',
    by: 'fetch',
    server: 'https',
    takesCertificates: true,
    tells: onErrors,
    async call(place, given, path) {
      const { Agent, fetch } = await import('undici')
      const dispatcher = new Agent({ connect: given })
      const response = await fetch(urlOf(place, path), { dispatcher, method: 'POST', body: 'four' })
      return answered(response, response.status, (await response.json()) as Answered, () => dispatcher.close())
    },
  },
  {
    name: 'undici 8, request over HTTP/2',
    by: 'undici',
    server: 'http2',
    node: 22,
    takesCertificates: true,
    tells: onErrors,
    async call(place, given, path) {
      const { Agent, request } = await import('undici8')
      const dispatcher = new Agent({ connect: given, allowH2: true })
      const response = await request(urlOf(place, path), { dispatcher, method: 'POST', body: 'four' })
      const body = (await response.body.json()) as Answered
      return answered(response, response.statusCode, body, () => dispatcher.close())
    },
  },
  {
    name: 'undici 8, fetch',
    by: 'fetch',
    server: 'https',
    node: 22,
    takesCertificates: true,
    tells: onErrors,
    async call(place, given, path) {
      const { Agent, fetch } = await import('undici8')
      const dispatcher = new Agent({ connect: given, allowH2: false })
      const response = await fetch(urlOf(place, path), { dispatcher, method: 'POST', body: 'four' })
      return answered(response, response.status, (await response.json()) as Answered, () => dispatcher.close())
    },
  },
]
