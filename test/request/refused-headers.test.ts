import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/request/client.ts'

const client = createClient({})
const url = 'http://127.0.0.1:1/'

describe('a header that fetch does not send is named in the error', () => {
  test.each([
    ['Transfer-Encoding', 'chunked'],
    ['connection', 'upgrade'],
    ['Connection', 'x-hop'],
    ['keep-alive', 'timeout=5'],
    ['upgrade', 'h2c'],
    ['Expect', '100-continue'],
  ])('%s: %s', async (name, value) => {
    for (const headers of [{ [name]: value }, [[name, value]] as [string, string][], new Headers({ [name]: value })]) {
      const error = await client.request(url, { headers }).catch((reason: Error) => reason)
      expect(error).toMatchObject({
        name: 'TypeError',
        message: `The header "${name.toLowerCase()}" cannot be sent: like fetch, request() decides itself how the connection is used. Leave it out.`,
      })
    }
  })

  test('as one that is no header at all', async () => {
    await expect(client.request(url, { headers: { 'no header': 'x' } })).rejects.toThrow('no header')
  })
})

test.each([
  ['connection', 'close'],
  ['connection', 'keep-alive'],
  ['cookie', 'a=1'],
  ['te', 'trailers'],
  ['origin', 'https://a.example'],
  ['referer', 'https://a.example'],
])('%s: %s goes out', async (name, value) => {
  await expect(client.request(url, { headers: { [name]: value } })).rejects.toMatchObject({ name: 'ConnectionError' })
})
