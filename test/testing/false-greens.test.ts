import { createServer, type ServerOptions } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type MtlsClient } from '../../src/request/index.ts'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  type RejectFlawedOptions,
  serve,
  testingMatchers,
} from '../../src/testing/index.ts'
import { listening } from './listening.ts'

expect.extend(testingMatchers as never)

// Servers that a careless check would take for strict ones.

let authority: Authority
let site: IssuedCertificate
let orders: IssuedCertificate
let client: MtlsClient
let options: RejectFlawedOptions

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Lax Root' })
  site = await authority.issueServerCertificate()
  orders = await authority.issueClientCertificate({ subject: 'CN=orders' })
  client = createClient({ ca: authority.ca })
  options = { like: orders, authority, ca: authority.ca, only: ['none-sent', 'self-signed', 'expired'] }
})

afterAll(() => client.close())

/** Asks for a certificate, and takes whatever comes, unless `more` says otherwise. */
async function lax(handler: (socket: TLSSocket, respond: Respond) => void, more: ServerOptions = {}) {
  const server = createServer(
    { ...site, ca: authority.ca, requestCert: true, rejectUnauthorized: false, ...more },
    (request, response) => {
      handler(request.socket as TLSSocket, (status, body = '') => response.writeHead(status).end(body))
    },
  )
  return listening(server)
}

type Respond = (status: number, body?: string) => void

async function failureOf(assertion: Promise<void>): Promise<string> {
  return assertion.then(
    () => 'no failure',
    (error: Error) => stripVTControlCharacters(error.message).replaceAll(/localhost:\d+/g, 'localhost:8443'),
  )
}

/** In both polarities: what cannot be told is no "no" either. */
async function bothFailures(url: string, matcher: 'toDemandClientCert' | 'toRejectFlawedClientCerts') {
  const call = (assertion: { [name in typeof matcher]: (options?: never) => Promise<void> }) =>
    failureOf(assertion[matcher](...((matcher === 'toDemandClientCert' ? [] : [options]) as [])))
  const [plain, negated] = [await call(expect(url) as never), await call(expect(url).not as never)]
  return { plain, negated }
}

describe('toDemandClientCert', () => {
  test.each([400, 401, 403, 404, 500])('cannot tell by an application that answers %s to everybody', async (status) => {
    await using server = await lax((_, respond) => respond(status))
    const { plain, negated } = await bothFailures(server.url, 'toDemandClientCert')
    expect(plain).toBe(negated)
    expect(plain).toContain(`unclear   status ${status}, which does not name the certificate as the reason`)
    expect(plain).toContain('toRejectFlawedClientCerts')
  })

  test('says so with what was found, and what to do', async () => {
    await using server = await lax((_, respond) => respond(403))
    expect((await bothFailures(server.url, 'toDemandClientCert')).plain).toMatchInlineSnapshot(`
      "toDemandClientCert() cannot tell whether https://localhost:8443 demands a client certificate.

        none               unclear   status 403, which does not name the certificate as the reason
        self-signed        unclear   status 403, which does not name the certificate as the reason
        another authority  unclear   status 403, which does not name the certificate as the reason

      What to do: Give a certificate that the server accepts, so that a refusal is known by the difference: await expect(url).toRejectFlawedClientCerts({ like: 'orders', only: ['none-sent', 'self-signed', 'another-authority'] })."
    `)
  })

  test('fails for an application that lets one of them in, whatever it says to the others', async () => {
    await using server = await lax((socket, respond) => respond(socket.getPeerX509Certificate() ? 200 : 403))
    expect(await failureOf(expect(server.url).toDemandClientCert())).toMatchInlineSnapshot(`
      "expect(url).toDemandClientCert()

      Expected: https://localhost:8443 to demand a client certificate
      Received: it does not
        none               unclear   status 403, which does not name the certificate as the reason
        self-signed        ACCEPTED  status 200
        another authority  ACCEPTED  status 200

      What to do: Let the server demand certificates and verify them (nginx: ssl_verify_client on; Node: requestCert and rejectUnauthorized; Go: RequireAndVerifyClientCert)."
    `)
    await expect(server.url).not.toDemandClientCert()
  })

  test('cannot tell by an application that hangs up on every request', async () => {
    await using server = await lax((socket) => socket.destroy())
    const message = await failureOf(expect(server.url).not.toDemandClientCert())
    expect(message).toContain('none               unclear   closed, but only after a request, as an application does')
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)("holds for Node's own refusal over %s", async (maxVersion) => {
    await using server = await lax((_, respond) => respond(200), { rejectUnauthorized: true, maxVersion })
    await expect(server.url).toDemandClientCert()
  })

  test('cannot tell by 403 of a server of TLS 1.3 that has not asked: it may ask after the handshake', async () => {
    const answers = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
      lax((_, respond) => respond(403), { requestCert: false, maxVersion })
    await using later = await answers('TLSv1.3')
    const { plain, negated } = await bothFailures(later.url, 'toDemandClientCert')
    expect(plain).toBe(negated)
    expect(plain).toContain('unclear   status 403; it may ask after the handshake, for which Node is no client')
    await using never = await answers('TLSv1.2')
    await expect(never.url).not.toDemandClientCert()
  })

  test.each([495, 496])('holds by status %s, which is of that alone', async (status) => {
    await using server = await lax((_, respond) => respond(status))
    await expect(server.url).toDemandClientCert()
  })

  test('follows no redirect to a page that would say yes', async () => {
    await using open = await lax((_, respond) => respond(200))
    await using server = await listening(
      createServer({ ...site, ca: authority.ca, requestCert: true, rejectUnauthorized: false }, (_, response) => {
        response.writeHead(302, { location: open.url }).end()
      }),
    )
    expect((await bothFailures(server.url, 'toDemandClientCert')).plain).toContain('unclear   status 302')
  })
})

describe('toRejectFlawedClientCerts', () => {
  test.each([403, 429, 500])('proves nothing by a server that answers %s to everybody', async (status) => {
    await using server = await lax((_, respond) => respond(status))
    const { plain, negated } = await bothFailures(server.url, 'toRejectFlawedClientCerts')
    expect(plain).toBe(negated)
    expect(plain).toContain(`the good certificate was answered by ${status}, so nothing is proven`)
  })

  test('proves nothing by a server that hangs up on everybody', async () => {
    await using server = await lax((socket) => socket.destroy())
    const { plain, negated } = await bothFailures(server.url, 'toRejectFlawedClientCerts')
    expect(plain).toBe(negated)
    expect(plain).toContain('the good certificate was not accepted, so nothing is proven')
  })

  test.each([
    ['403', (respond: Respond) => respond(403)],
    ['429', (respond: Respond) => respond(429)],
    ['hanging up', (_: Respond, socket: TLSSocket) => socket.destroy()],
  ])('proves nothing by a limit of one request, then %s', async (_, refuse) => {
    let count = 0
    await using server = await lax((socket, respond) => (count++ === 0 ? respond(200) : refuse(respond, socket)))
    const { plain, negated } = await bothFailures(server.url, 'toRejectFlawedClientCerts')
    expect(plain).toContain('when it was sent again among the flawed ones, so that what differs from it proves nothing')
    expect(negated).not.toBe('no failure')
  })

  test('proves nothing by a request that cannot be repeated', async () => {
    const known = new Set<string>()
    await using server = await lax((_, respond) => {
      respond(known.has('order 1') ? 409 : 201)
      known.add('order 1')
    })
    expect((await bothFailures(server.url, 'toRejectFlawedClientCerts')).plain).toMatchInlineSnapshot(
      `"toRejectFlawedClientCerts(): the good certificate was answered by 201 at first, and answered by 409 when it was sent again among the flawed ones, so that what differs from it proves nothing. The request has to be one that can be repeated, and the server must not limit how often; "only" and "except" make the tries fewer."`,
    )
  })

  test('sees a limit that is there for some of the time alone', async () => {
    let count = 0
    await using server = await lax((_, respond) => respond(count++ >= 1 && count < 20 ? 403 : 200))
    const { only: _, ...all } = options
    expect(await failureOf(expect(server.url).toRejectFlawedClientCerts(all))).toContain(
      'the good certificate was answered by 200 at first, and answered by 403 when it was sent again',
    )
  })

  test.each([429, 503])('status %s says nothing about a certificate', async (status) => {
    await using server = await lax((socket, respond) => respond(socket.authorized ? 200 : status))
    const { plain, negated } = await bothFailures(server.url, 'toRejectFlawedClientCerts')
    expect(plain).toBe(negated)
    expect(plain).toContain(`none-sent    unclear     status ${status}, where the good one got 200`)
    await expect(server.url).toRejectFlawedClientCerts({ ...options, on: (refusal) => refusal.status === status })
  })

  test('another success is no refusal', async () => {
    await using server = await lax((socket, respond) => respond(socket.authorized ? 200 : 204))
    expect(await failureOf(expect(server.url).toRejectFlawedClientCerts(options))).toContain(
      '3 accepted: none-sent, self-signed, expired',
    )
  })

  test('who has answered has let the client in, even if it hangs up after the first bytes', async () => {
    const server = createServer(
      { ...site, ca: authority.ca, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        if ((request.socket as TLSSocket).authorized) response.end('all of it')
        else {
          response.writeHead(200, { 'content-length': 100 })
          response.write('not all', () => request.socket.destroy())
        }
      },
    )
    await using broken = await listening(server)
    expect(await failureOf(expect(broken.url).toRejectFlawedClientCerts(options))).toContain(
      '3 accepted: none-sent, self-signed, expired',
    )
  })

  test('who looks at names alone has refused no flaw of a certificate that has the good names', async () => {
    const name = 'URI:spiffe://lab/orders'
    const like = await authority.issueClientCertificate({
      subject: 'CN=orders',
      subjectAltNames: [name, 'DNS:a.example'],
    })
    await using server = await lax((socket, respond) => {
      const { subject, subjectaltname = '' } = socket.getPeerCertificate()
      respond(subject?.CN === 'orders' && subjectaltname.includes(name) ? 200 : 403)
    })
    const only = ['leaf-used-as-authority', 'name-constraint-violated', 'another-subject'] as const
    expect(await failureOf(expect(server.url).toRejectFlawedClientCerts({ ...options, like, only }))).toContain(
      '2 accepted: leaf-used-as-authority, name-constraint-violated',
    )
  })

  test("an application's 403 is a refusal, as the good one gets 200 each time", async () => {
    await using server = await lax((socket, respond) => respond(socket.authorized ? 200 : 403))
    await expect(server.url).toRejectFlawedClientCerts(options)
  })

  test('a target that does not use what it is given has tried nothing', async () => {
    await using server = await serve({ authority, clientCertificates: 'required' })
    const send = () => client.request(server.url, { clientCert: orders, fresh: true })
    const message = await failureOf(expect(send).toRejectFlawedClientCerts(options))
    expect(message).toContain('could try nothing')
    expect(message).toContain('another one was sent, CN=orders: the target has to use the one it is given')
    expect(message).toContain('a certificate was sent all the same')
    const stranger = await authority.issueClientCertificate({ subject: 'CN=stranger' })
    const wrong = expect(send).toRejectFlawedClientCerts({ ...options, like: stranger })
    expect(await failureOf(wrong)).toContain('CN=orders was sent in place of the good certificate')
  })

  test("our own refusal of the server's certificate is none of the server's", async () => {
    await using server = await serve({ authority, clientCertificates: 'required' })
    await using other = await serve()
    const send = (clientCert: unknown, flaw?: string) =>
      client.request(flaw === undefined ? server.url : other.url, { clientCert: clientCert as never })
    expect(await failureOf(expect(send).toRejectFlawedClientCerts(options))).toContain(
      'cannot tell what the server did',
    )
  })

  test('a limit of time is no refusal', async () => {
    await using server = await lax((socket, respond) => socket.authorized && respond(200))
    const send = (clientCert: unknown, flaw?: string) =>
      client.request(server.url, { clientCert: clientCert as never, ...(flaw && { timeout: 300 }), fresh: true })
    expect(await failureOf(expect(send).toRejectFlawedClientCerts(options))).toContain(
      'cannot tell what the server did',
    )
  })
})
