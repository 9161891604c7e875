import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/request/client.ts'

const ocsp = 'which asks for a stapled OCSP response: some servers (lighttpd with wolfSSL) reset such a connection'

/** What is said of a server that ends a connection at its ClientHello. */
async function said(end: 'reset' | 'close', requestOCSP?: boolean): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => (end === 'reset' ? socket.resetAndDestroy() : socket.end()))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = createClient(requestOCSP === undefined ? {} : { requestOCSP })
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`
  const error: Error = await client.request(url).catch((reason) => reason)
  await client.destroy()
  server.close()
  return error.message
}

describe('a connection that is reset straight after its ClientHello', () => {
  test.each<[undefined | boolean]>([[undefined], [true]])(
    'asked for OCSP: the message says so (requestOCSP: %s)',
    async (requestOCSP) => {
      const message = await said('reset', requestOCSP)
      expect(message).toContain(ocsp)
      expect(message).toContain('Try requestOCSP: false in the config.')
    },
  )

  test('did not ask for OCSP: it is no reason', async () => {
    const message = await said('reset', false)
    expect(message).not.toContain('OCSP')
    // Node 24 and later add that their ClientHello is large.
    expect(message).toMatch(
      /reset the connection before it answered the first message of TLS(?:; our ClientHello of \d+ bytes, [^.;]*)?\. /,
    )
  })

  test('closed without a reset: it is no reason', async () => {
    expect(await said('close')).not.toContain('OCSP')
  })
})
