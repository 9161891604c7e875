import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { matchers } from '../../src/matchers/index.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { type Authority, createAuthority, type IssuedCertificate } from '../../src/testing/index.ts'
import { handshake } from '../judgement/evidence-builder.ts'
import { messageOf } from './message-of.ts'

expect.extend(matchers)

const day = 86_400_000
let authority: Authority
let certificate: IssuedCertificate
let client: MtlsClient
const servers: MtlsServer[] = []

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Lab Root', intermediates: ['CN=Lab Issuing'] })
  certificate = await authority.issueServerCertificate({ hosts: ['localhost'] })
  client = createClient({ ca: [authority.cert] })
})
afterAll(async () => {
  await client.destroy()
  await Promise.all(servers.map((server) => server.close()))
})

async function answerWith(ocspResponse: Buffer | undefined, version: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3', verify = true) {
  const server = await startMtlsServer({
    identity: { chain: certificate.cert, key: certificate.key },
    clientCertificate: 'none',
    minVersion: version,
    maxVersion: version,
    ...(ocspResponse && { ocspResponse }),
  })
  servers.push(server)
  return client.request(server.url, { verify })
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a stapled OCSP response, %s', (version) => {
  test('that says good holds, and is in the handshake', async () => {
    const res = await answerWith(authority.ocspResponse(certificate), version)
    expect(res).toHaveStapledOcsp()
    expect(res).not.toHaveStapledOcsp('unknown')
    const { ocsp, capture } = res.handshake!
    expect(ocsp).toMatchObject({ status: 'good', verified: true })
    expect(Date.parse(ocsp!.nextUpdate!) - Date.parse(ocsp!.thisUpdate)).toBeGreaterThan(7 * day)
    expect(capture).toEqual({ complete: true })
    expect(JSON.stringify(res.handshake)).not.toContain('ocspResponse')
  })

  test('that says revoked, without verification', async () => {
    const res = await answerWith(authority.ocspResponse(certificate, { status: 'revoked' }), version, false)
    expect(res).toHaveStapledOcsp('revoked')
    expect(res).not.toHaveStapledOcsp()
  })

  test('that is absent', async () => {
    const res = await answerWith(undefined, version)
    expect(res).not.toHaveStapledOcsp()
    expect(res.handshake).not.toHaveProperty('ocsp')
  })
})

test('one that speaks of another certificate is none', async () => {
  const other = await authority.issueServerCertificate({ hosts: ['localhost'] })
  const res = await answerWith(authority.ocspResponse(other))
  expect(res).not.toHaveStapledOcsp()
  expect(res.handshake).not.toHaveProperty('ocsp')
})

test('one whose bytes were changed is not verified', async () => {
  const response = authority.ocspResponse(certificate)
  response[response.length - 1]! ^= 1
  const res = await answerWith(response)
  expect(res.handshake!.ocsp).toMatchObject({ status: 'good', verified: false })
  expect(res).not.toHaveStapledOcsp()
  expect(messageOf(() => expect(res).toHaveStapledOcsp())).toContain(
    'Why: Its signature is neither that of the issuer nor of a responder whom the issuer has authorised.',
  )
})

test('one that is out of date, or not valid yet, does not hold', async () => {
  const past = { thisUpdate: new Date(Date.now() - 9 * day), nextUpdate: new Date(Date.now() - 2 * day) }
  const late = await answerWith(authority.ocspResponse(certificate, past))
  expect(late.handshake!.ocsp).toMatchObject({ verified: true })
  expect(messageOf(() => expect(late).toHaveStapledOcsp())).toContain('Why: It is out of date.')
  const future = { thisUpdate: new Date(Date.now() + day), nextUpdate: new Date(Date.now() + 2 * day) }
  const early = await answerWith(authority.ocspResponse(certificate, future))
  expect(messageOf(() => expect(early).toHaveStapledOcsp())).toContain('Why: It is not valid yet.')
})

test('what the record cannot tell, throws under not as well', () => {
  const resumed = handshake({ status: 'resumed' })
  expect(() => expect(resumed).not.toHaveStapledOcsp()).toThrow('cannot tell whether an OCSP response was stapled')
  expect(() => expect(handshake({ status: 'unknown' })).not.toHaveStapledOcsp()).toThrow('cannot tell')
})

test('what is no status, throws', () => {
  expect(() => expect(handshake()).not.toHaveStapledOcsp('god' as 'good')).toThrow('did you mean "good"')
})
