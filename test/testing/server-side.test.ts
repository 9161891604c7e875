import { afterAll, beforeAll, expect, test } from 'vitest'
import { matchers } from '../../src/matchers/index.ts'
import { createClient, type MtlsClient } from '../../src/request/index.ts'
import { type Authority, createAuthority, serve, testingMatchers } from '../../src/testing/index.ts'

expect.extend({ ...matchers, ...testingMatchers } as never)

let authority: Authority
let client: MtlsClient

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Side Root' })
  client = createClient({ ca: authority.ca })
})

afterAll(() => client.close())

test('matchers on the handshakes of a server', async () => {
  await using server = await serve({ authority, clientCertificates: 'required' })
  const expired = await authority.issueClientCertificate({ subject: 'CN=late', expired: true })
  const good = await authority.issueClientCertificate({ subject: 'CN=good' })
  await client.request(server.url, { clientCert: expired }).catch(() => {})
  await client.request(server.url, { clientCert: good })
  const [refused, taken] = server.connections
  expect(refused).toHaveSentClientCert('CN=late')
  expect(refused).toHaveTlsAlert('certificate_expired')
  expect(refused).toHaveRejectedClientCert({ via: 'alert', alert: 'certificate_expired' })
  // of the client's certificate: what this end has looked at
  expect(refused).toHaveCertError('expired')
  expect(taken).not.toHaveCertError()
  expect(() => expect(taken).toHaveCertError('expired')).toThrow("The client's certificate was verified")
  expect(taken).not.toHaveTlsAlert()
  for (const one of [refused, taken]) {
    expect(one).toHaveTlsVersion('TLSv1.3')
    expect(one).toHaveRequestedClientCert()
    expect(one).toHaveServerCert('CN=localhost')
  }
  for (const expected of [
    'CN=good',
    /late/,
    { issuer: 'CN=Side Root' },
    { subject: expect.stringContaining('good') },
  ]) {
    expect(server).toHaveReceivedClientCert(expected as never)
  }
  expect(server).not.toHaveReceivedClientCert({ issuer: 'CN=Other' })
  expect(() => expect(server).toHaveReceivedClientCert({ isuer: 'x' } as never)).toThrow('did you mean "issuer"')
  await client.request(server.url, { clientCert: false }).catch(() => {})
  expect(() => expect(server.connections[2]).not.toHaveCertError()).toThrow(
    "cannot tell whether the client's certificate has a problem",
  )
})
