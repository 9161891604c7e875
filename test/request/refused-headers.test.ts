import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/request/client.ts'

const client = createClient({})
const url = 'http://127.0.0.1:1/'
/** A text that looks like a piece of a key, with a space so that it is no token. */
const canaryKey = 'MIGHAgEAMBMGByqGSM49AgEG CCqGSM49AwEHBG0wawIBAQQgWf5CoSbW5wwM'

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
    await expect(client.request(url, { headers: { 'no header': 'x' } })).rejects.toThrow(
      'The header "no header" has no name that a header can have.',
    )
  })
})

describe('a value that no header can hold is not shown', () => {
  test.each([
    ['canary\ntoken', 'it has more than one line. Take the line ends out, or send it encoded.'],
    ['Bearer canary\r\nx: y', 'it has more than one line. Take the line ends out, or send it encoded.'],
    ['canary\0', 'it has a NUL character. Take it out.'],
    ['canary\u2019s', 'its character 7 (U+2019) is outside of Latin-1. Send it encoded.'],
    ['\u{1f511} canary', 'its character 1 (U+1F511) is outside of Latin-1. Send it encoded.'],
  ])('%j', async (value, reason) => {
    for (const headers of [{ authorization: value }, [['authorization', value]] as [string, string][]]) {
      const error = await client.request(url, { headers }).catch((thrown: Error) => thrown)
      expect(error).toMatchObject({
        name: 'TypeError',
        message: `The value of the header "authorization" cannot be sent: ${reason}`,
      })
      expect(inspect(error)).not.toContain('canary')
    }
  })

  test.each<[unknown, string]>([
    [{ [canaryKey]: 'x' }, 'The header with a name of 61 characters has no name that a header can have.'],
    [[['a']], 'The headers cannot be read. Give an object of texts, a list of pairs, or Headers.'],
    [[['a', 'canary', 'b']], 'The headers cannot be read. Give an object of texts, a list of pairs, or Headers.'],
  ])('%j', async (headers, message) => {
    await expect(client.request(url, { headers: headers as never })).rejects.toMatchObject({ message })
  })

  test('line ends around it are taken off, as by fetch', async () => {
    const sent = client.request(url, { headers: { authorization: 'Bearer token\n' } })
    await expect(sent).rejects.toMatchObject({ name: 'ConnectionError' })
  })
})

describe('what is no method is refused', () => {
  test.each([
    ['GET /', "The method is 'GET /', which is none. Write a word like 'POST'."],
    ['', "The method is '', which is none. Write a word like 'POST'."],
    ['PO\nST', "The method is a string of 5 characters, which is none. Write a word like 'POST'."],
    [canaryKey, "The method is a string of 61 characters, which is none. Write a word like 'POST'."],
  ])('%j', async (method, message) => {
    await expect(client.request(url, { method })).rejects.toMatchObject({ name: 'TypeError', message })
  })
})

test.each([
  ['https://user:canary@host:99999/', 'https://…@host:99999/'],
  ['https://user:can@ry@[x]/', 'https://…@[x]/'],
])('of %s, which is no URL, the credentials are not shown', async (input, shown) => {
  await expect(client.request(input)).rejects.toThrow(`it cannot parse '${shown}'.`)
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
