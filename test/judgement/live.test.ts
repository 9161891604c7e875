import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority, serverAuth } from '../../fixtures/authority.ts'
import {
  startAlertingServer,
  startAnsweringServer,
  startClosingServer,
  startPlainHttpServer,
  startResettingServer,
  startSilentServer,
} from '../../fixtures/broken-servers.ts'
import { expired, issueServerWith, notYetValid, selfSigned } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { startNginx } from '../../fixtures/nginx.ts'
import { startOpensslServer } from '../../fixtures/openssl-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import type { MtlsRequestInit } from '../../src/request/request-init.ts'
import { judgementOf, offering, type Running } from './judgement-of.ts'

let authority: Authority
let other: Authority
let identity: Identity
let orders: Identity

beforeAll(async () => {
  authority = await createAuthority({ name: 'Internal CA' })
  other = await createAuthority({ name: 'Other CA' })
  identity = await authority.issueServer()
  orders = await authority.issueClient({ subject: 'CN=orders' })
})

const said = (server: Running, options: MtlsOptions = {}, init: MtlsRequestInit = {}) =>
  judgementOf(server, { ca: authority.certificate, ...options }, init)
const entry = (own: Identity, target = {}) => offering(authority, own, target)

const strict = (more = {}) =>
  startMtlsServer({ identity, ca: authority.certificate, clientCertificate: 'require', ...more })
const presenting = async (faults: Parameters<typeof issueServerWith>[1]) =>
  startMtlsServer({ identity: await issueServerWith(authority, faults), clientCertificate: 'none' })

/** A port on which nobody listens, and nobody can: a connection to somewhere else holds it. */
async function startWithoutListener(): Promise<Running> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  const close = async (): Promise<void> => {
    socket.destroy()
    await once(server.close(), 'close')
  }
  return { port: socket.localPort ?? 0, close }
}

describe('without a certificate', () => {
  test.each([
    ['nothing-configured', {}, {}],
    ['switched-off-for-the-request', {}, { clientCert: false }],
    ['entry-for-another-port', { host: 'localhost', port: 443 }, {}],
    ['no-entry-for-the-host', { host: 'api.internal' }, {}],
    ['wildcard-without-the-domain-itself', { host: '*.localhost' }, {}],
  ] as [string, { host?: string; port?: number }, MtlsRequestInit][])('%s', async (situation, target, init) => {
    const options = Object.keys(target).length > 0 || init.clientCert === false ? entry(orders, target) : {}
    expect(await said(await strict(), options, init)).toMatchObject({ situation, party: 'server' })
    expect(await said(await strict({ maxVersion: 'TLSv1.2' }), options, init)).toMatchObject({
      situation,
      party: 'server',
    })
  })
})

test('a certificate of a profile that was not chosen is named', async () => {
  const { clientCertificates = [] } = entry(orders)
  const judgement = await said(await strict(), { profiles: { ci: { clientCertificates } } })
  expect(judgement).toMatchObject({ situation: 'in-another-profile', party: 'server', certainty: 'proven' })
  expect(judgement.remedy).toContain('MTLS_PROFILE=ci')
})

test('a CA that is trusted for other hosts is named', async () => {
  const ca = [{ file: authority.certificate, hosts: ['*.lab.example'] }] as unknown as NonNullable<MtlsOptions['ca']>
  const judgement = await said(await presenting({}), { ca })
  expect(judgement).toMatchObject({ situation: 'authority-trusted-for-other-hosts', means: 'own-check' })
  expect(judgement.remedy).toMatch(/^Extend hosts of ca\[0\] by localhost\.$/)
})

test('a CA of the same name with another key is named', async () => {
  const namesake = await createAuthority({ name: 'Internal CA' })
  expect(await said(await presenting({}), { ca: namesake.certificate })).toMatchObject({
    situation: 'authority-of-the-same-name',
    party: 'client',
  })
})

test('every problem of a server’s certificate is told, and that one remedy will not do', async () => {
  const judgement = await said(await presenting({ hosts: ['api.internal'], ...expired() }))
  expect(judgement.subject).toMatchObject({ problem: { class: 'expired' }, further: [{ class: 'hostname-mismatch' }] })
  expect(judgement.remedy).toContain('that alone will not do')
})

describe('with a certificate that a Node server does not like', () => {
  test.each([
    ['client-certificate-expired', () => authority.issueClient(expired())],
    ['client-certificate-without-client-auth', () => authority.issueClient({ extendedKeyUsage: [serverAuth] })],
    ['client-issuer-not-listed', () => other.issueClient()],
  ])('%s is the likely reason', async (situation, issue) => {
    const diagnosis = await said(await strict(), entry(await issue()))
    expect(diagnosis).toMatchObject({ situation, party: 'server' })
    expect(diagnosis.cause).toContain(
      'closed the connection without an alert and without an answer right after our client certificate',
    )
    expect(diagnosis.cause).toContain('the likely reason: ')
  })
})

describe.skipIf(requireProgram('openssl'))('with a certificate that OpenSSL does not like', () => {
  const server = () => startOpensslServer({ identity, ca: authority.certificate, clientCertificate: 'require' })
  test.each([
    ['client-certificate-expired', 45, () => authority.issueClient(expired())],
    ['client-certificate-without-client-auth', 43, () => authority.issueClient({ extendedKeyUsage: [serverAuth] })],
    ['client-issuer-not-listed', 48, () => other.issueClient()],
  ])('%s, by the alert %i', async (situation, alert, issue) => {
    const diagnosis = await said(await server(), entry(await issue()))
    expect(diagnosis.cause).toContain(`(${alert})`)
    expect(diagnosis).toMatchObject({ situation })
  })
})

describe.skipIf(requireProgram('nginx'))('with nginx, which answers', () => {
  const server = () => startNginx({ identity, ca: authority.certificate, verifyClient: 'on' })
  test('a client without a certificate', async () => {
    const diagnosis = await said(await server())
    expect(diagnosis).toMatchObject({ situation: 'nothing-configured', party: 'server' })
    expect(diagnosis.cause).toContain(
      'answered with 400 ("No required SSL certificate was sent") after it had asked for a client certificate and got none',
    )
  })
  test('a client of another authority', async () => {
    const diagnosis = await said(await server(), entry(await other.issueClient()))
    expect(diagnosis).toMatchObject({ situation: 'client-issuer-not-listed', party: 'server' })
  })
  test('plain HTTP on its TLS port', async () => {
    const nginx = await server()
    const diagnosis = await judgementOf(nginx, {}, {}, `http://localhost:${nginx.port}/`)
    expect(diagnosis).toMatchObject({ situation: 'plain-http-to-tls-port' })
  })
})

describe('the server’s certificate', () => {
  test.each([
    ['server-certificate-expired', expired()],
    ['server-certificate-not-yet-valid', notYetValid()],
    ['server-name-mismatch', { hosts: ['api.internal'] }],
    ['server-certificate-without-names', { hosts: [] }],
  ])('%s', async (situation, faults) => {
    expect(await said(await presenting(faults))).toMatchObject({ situation, party: 'client' })
  })
  test('is self-signed', async () => {
    const server = await startMtlsServer({ identity: await selfSigned(), clientCertificate: 'none' })
    expect(await said(server)).toMatchObject({ situation: 'server-certificate-self-signed', party: 'client' })
  })
  test('has an issuer that we do not know', async () => {
    const diagnosis = await said(await strict(), { ca: other.certificate })
    expect(diagnosis).toMatchObject({
      situation: expect.stringMatching(/^server-(issuer-not-sent|root-not-trusted)$/),
    })
  })
  test('comes without its intermediate', async () => {
    const intermediate = await authority.issueIntermediate()
    const { certificate, key } = await intermediate.issueServer()
    const server = await startMtlsServer({ identity: { chain: certificate, key }, clientCertificate: 'none' })
    expect(await said(server)).toMatchObject({ situation: 'server-issuer-not-sent', party: 'client' })
  })
})

describe('no TLS', () => {
  test.each([
    ['server-speaks-plain-http', startPlainHttpServer],
    ['server-not-tls', () => startAnsweringServer('SSH-2.0-OpenSSH_9.2p1\r\n')],
    ['closed-during-handshake', startClosingServer],
    ['closed-during-handshake', startResettingServer],
    ['handshake-timeout', startSilentServer],
    ['no-common-version', () => startAlertingServer(70)],
    ['no-common-parameters', () => startAlertingServer(40)],
    ['name-not-served', () => startAlertingServer(112)],
    ['other-alert', () => startAlertingServer(80)],
  ])('%s', async (situation, start) => {
    const timeout = situation === 'handshake-timeout' ? 500 : 20_000
    expect(await said(await start(), {}, { timeout })).toMatchObject({ situation })
  })
  test('version-refused-by-us or no-common-version', async () => {
    const diagnosis = await said(await strict({ maxVersion: 'TLSv1.2' }), { minVersion: 'TLSv1.3' })
    expect(diagnosis.situation).toBe('no-common-version')
  })
  test('connection-refused', async () => {
    const nobody = await startWithoutListener()
    expect(await said(nobody)).toMatchObject({ situation: 'connection-refused', party: 'server' })
  })
})

describe('a proxy', () => {
  test.each([
    ['proxy-refused', 403],
    ['proxy-authentication-required', 407, '', ''],
    ['proxy-credentials-refused', 407, 'user:secret@', 'Proxy-Authenticate: Basic realm="secret"'],
    ['proxy-credentials-refused', 407, ':secret@', ''],
    [
      'proxy-takes-other-authentication',
      407,
      'user:secret@',
      'Proxy-Authenticate: Negotiate secret\r\nProxy-Authenticate: NTLM',
    ],
    ['proxy-cannot-reach-server', 502],
  ])('%s', async (situation, status, credentials = 'user:secret@', fields = '') => {
    const answer = [`HTTP/1.1 ${status} No`, ...(fields === '' ? [] : [fields]), '', ''].join('\r\n')
    const proxy = createHttpServer().on('connect', (_, socket) => void socket.end(answer))
    await once(proxy.listen(0, '127.0.0.1'), 'listening')
    const url = `http://${credentials}127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const diagnosis = await said(await strict(), { proxy: url })
    proxy.close()
    expect(diagnosis).toMatchObject({ situation, party: 'proxy' })
    expect(JSON.stringify(diagnosis)).not.toContain('secret')
  })
  test('that is not there', async () => {
    const nobody = await startWithoutListener()
    const diagnosis = await said(await strict(), { proxy: `http://127.0.0.1:${nobody.port}` })
    await nobody.close()
    expect(diagnosis).toMatchObject({ situation: 'proxy-unreachable', party: 'proxy' })
  })
})

test.each([
  ['client-certificate-accepted', 'require', true],
  ['client-certificate-not-requested', 'none', true],
  ['no-client-certificate-involved', 'none', false],
  ['optional-nothing-sent', 'optional', false],
] as const)('%s', async (situation, clientCertificate, isConfigured) => {
  const server = await startMtlsServer({ identity, ca: authority.certificate, clientCertificate })
  expect(await said(server, isConfigured ? entry(orders) : {})).toMatchObject({ situation })
})
