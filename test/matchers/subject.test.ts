import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { attachEvidence } from '../../src/evidence/evidence.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient } from '../../src/request/client.ts'
import { evidence, failure, handshake } from '../judgement/evidence-builder.ts'
import { messageOf, rejectionOf } from './message-of.ts'

expect.extend(matchers)

const sent = handshake({ status: 'sent' })
const response = () => {
  const made = new Response('')
  attachEvidence(made, evidence(sent, { status: 200 }))
  return made
}
const refused = () =>
  Object.assign(new Error('refused'), { name: 'HandshakeError', code: 'ECONNRESET', handshake: sent })

describe('a subject', () => {
  test.each([
    ['a response', response()],
    ['an error', refused()],
    ['an error of another realm', Object.assign(runInNewContext('new Error("refused")') as Error, { handshake: sent })],
    ['an error that wraps one', new TypeError('fetch failed', { cause: refused() })],
    ['a handshake', sent],
    ['a handshake from a report', JSON.parse(JSON.stringify(sent))],
    ['an object that has one', { handshake: sent }],
  ])('is %s', (_, subject) => {
    expect(subject).toHaveSentClientCert()
  })

  test('is a promise or function of one, whether it resolves or rejects', async () => {
    await expect(Promise.resolve(response())).toHaveSentClientCert()
    await expect(Promise.reject(refused())).toHaveSentClientCert()
    await expect(() => response()).toHaveSentClientCert()
    await expect(async () => Promise.reject(refused())).toHaveSentClientCert()
    await expect(() => {
      throw refused()
    }).toHaveSentClientCert()
    await expect(Promise.resolve(response())).resolves.toHaveSentClientCert()
    await expect(Promise.reject(refused())).rejects.toHaveSentClientCert()
  })

  test.each([
    ['nothing', undefined, 'it got undefined.'],
    ['a text', 'sent', 'it got string sent.'],
    ['a response of somebody else', new Response(''), 'it got a Response that request() did not make.'],
    ['another error', new RangeError('too far'), 'it got the error RangeError: too far.'],
    ['an object', { status: 200 }, 'it got an object without a handshake.'],
  ])('is not %s, under not as well', async (_, subject, words) => {
    for (const assert of [expect(subject), expect(subject).not]) {
      const message = messageOf(() => assert.toHaveSentClientCert())
      expect(message).toMatch(/^TypeError: toHaveSentClientCert\(\) needs a response of request\(\)/)
      expect(message).toContain(words)
    }
    expect(await rejectionOf(expect(Promise.resolve(subject)).not.toHaveSentClientCert())).toContain(words)
  })

  test('is not a call that never came to TLS', async () => {
    const error = new Error('Nothing listens at api.internal:8443.')
    attachEvidence(error, evidence(undefined, failure('ECONNREFUSED', 'connect ECONNREFUSED', 'ConnectionError')))
    const message = await rejectionOf(expect(Promise.reject(error)).not.toHaveCertError())
    expect(message).toBe(
      'TypeError: toHaveCertError() needs a TLS connection, and none was begun. Nothing listens at api.internal:8443: the TCP connection was refused. Start the server, or correct the port.',
    )
  })

  test('is not a request that the configuration stopped: its problems are told', async () => {
    const { request } = createClient({ clientCertificates: [] })
    const stopped = request('https://api.internal/', { clientCert: 'orders' })
    const message = await rejectionOf(expect(stopped).not.toHaveSentClientCert())
    expect(message).toMatchInlineSnapshot(`
      "TypeError: toHaveSentClientCert() has no connection to judge, as the request was never made. ConfigError: One problem in the options of the request
        clientCert
          The config has no client certificate named 'orders'.
          No entry of the config has a name."
    `)
  })
})

test('a handshake of an earlier hop stands for itself', () => {
  const hop = handshake({ status: 'sent' })
  attachEvidence(hop, evidence(hop, { url: 'http://api.internal/orders' }))
  expect(hop).toHaveSentClientCert()
})

describe('over http', () => {
  const plain = new Response('')
  attachEvidence(plain, evidence(undefined, { url: 'http://api.internal/orders', status: 200 }))

  test('an earlier hop over https does not count', () => {
    const redirected = new Response('')
    attachEvidence(redirected, evidence(sent, { url: 'http://api.internal/orders', status: 200 }))
    expect(redirected).not.toHaveSentClientCert()
  })

  test('nothing holds, and the message says so', () => {
    expect(plain).not.toHaveSentClientCert()
    expect(plain).not.toHaveResumedSession()
    expect(messageOf(() => expect(plain).toHaveSentClientCert())).toMatchInlineSnapshot(`
      "expect(received).toHaveSentClientCert()
      Expected: a client certificate sent
      Received: no TLS handshake: the request went over plain http
      Why: The request went over plain HTTP (http://api.internal/orders): there was no TLS handshake, so no certificate was asked for or sent. What to do: Write https:// in the URL.

        request: GET http://api.internal/orders
        answer: 200"
    `)
  })
})

describe('a host', () => {
  test('may use a matcher inside another one', () => {
    expect({ first: response() }).toEqual({ first: expect.toHaveSentClientCert('CN=orders') })
    expect({ first: response() }).toEqual({ first: expect.not.toHaveSentClientCert('CN=other') })
    expect({ first: response() }).not.toEqual({ first: expect.toHaveSentClientCert('CN=other') })
  })

  test('may poll', async () => {
    let calls = 0
    await expect.poll(() => (++calls < 3 ? handshake() : sent), { interval: 1 }).toHaveSentClientCert()
    expect(calls).toBe(3)
  })

  test('hears of a promise that rejected before anybody looked', async () => {
    const early = Promise.reject(refused())
    const assertion = expect(early).toHaveSentClientCert()
    await new Promise((resolve) => setImmediate(resolve))
    await assertion
  })
})
