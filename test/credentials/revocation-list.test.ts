import { once } from 'node:events'
import * as tls from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Authority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createRevokingAuthority, issueRevocationList } from '../../fixtures/revocation-list.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { FileOrContent } from '../../src/config/options.ts'
import { createCredentials } from '../../src/credentials/credentials.ts'
import { readPem } from '../../src/credentials/pem.ts'

let authority: Authority
let other: Authority
let identity: Identity
let server: MtlsServer

beforeAll(async () => {
  ;[authority, other] = await Promise.all([createRevokingAuthority(), createRevokingAuthority('Other')])
  identity = await authority.issueServer()
  server = await startMtlsServer({ identity, clientCertificate: 'none' })
})

afterAll(() => server?.close())

async function verdict(crl: FileOrContent[]): Promise<string> {
  const config = await loadConfig({
    root: '/',
    env: {},
    config: { ca: [authority.certificate, other.certificate], crl },
  })
  const { secureContext } = await createCredentials(config).profileFor(new URL(server.url))
  const options = { port: server.port, servername: 'localhost', secureContext, rejectUnauthorized: false }
  const socket = tls.connect({ host: '127.0.0.1', ...options })
  await once(socket, 'secureConnect')
  const result = socket.authorized ? 'trusted' : String(socket.authorizationError)
  socket.destroy()
  return result
}

test('a server that is not on the list is trusted', async () => {
  expect(await verdict([issueRevocationList(authority)])).toBe('trusted')
})

test('a server that is on the list is not', async () => {
  expect(await verdict([issueRevocationList(authority, { revoked: [identity] })])).toBe('CERT_REVOKED')
})

test('without a list from its issuer a server is not trusted', async () => {
  expect(await verdict([issueRevocationList(other)])).toBe('UNABLE_TO_GET_CRL')
})

test('every list of a file counts', async () => {
  const several = issueRevocationList(other) + issueRevocationList(authority, { revoked: [identity] })
  expect(await verdict([several.replaceAll('\n', '\r\n')])).toBe('CERT_REVOKED')
  expect(await verdict([issueRevocationList(other), issueRevocationList(authority)])).toBe('trusted')
})

test('DER too', async () => {
  const der = readPem(issueRevocationList(authority, { revoked: [identity] }))[0]!.der
  expect(await verdict([der])).toBe('CERT_REVOKED')
})
