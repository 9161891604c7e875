import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { expired, issueServerWith, selfSigned } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

let authority: Authority
let stranger: Authority

beforeAll(async () => {
  authority = await createAuthority()
  stranger = await createAuthority({ name: 'Stranger' })
})

type Problems = { class: string; position?: number }[]

async function problemsOf(identity: Identity, verify: boolean): Promise<Problems> {
  await using server = await startMtlsServer({ identity, clientCertificate: 'none' })
  const client = createClient({ ca: [authority.certificate], verify })
  const outcome: unknown = await client.request(server.url).catch((error: unknown) => error)
  await client.destroy()
  expect(outcome).toMatchObject(verify ? { name: 'HandshakeError' } : { status: 200 })
  const { verification } = handshakeOf(outcome)!
  expect(verification).toMatchObject({ enabled: verify, trusted: false })
  return verification.problems
}

describe.each([true, false])('every problem of the server, verify: %s', (verify) => {
  test('expired, self-signed and for another host', async () => {
    const problems = await problemsOf(await selfSigned({ hosts: ['other.example'], ...expired() }), verify)
    expect(problems.map((problem) => problem.class).sort()).toEqual(['expired', 'hostname-mismatch', 'self-signed'])
  })

  test('expired, of an authority that is not trusted', async () => {
    const problems = await problemsOf(await issueServerWith(stranger, expired()), verify)
    expect(problems.map((problem) => problem.class)).toEqual(expect.arrayContaining(['expired', 'unknown-issuer']))
  })

  test('expired, of one that is: nothing is said against the authority', async () => {
    const problems = await problemsOf(await issueServerWith(authority, expired()), verify)
    expect(problems.map((problem) => problem.class)).toEqual(['expired'])
  })
})

test('a trusted server has none, with verification off as well', async () => {
  await using server = await startMtlsServer({ identity: await authority.issueServer(), clientCertificate: 'none' })
  const client = createClient({ ca: [authority.certificate] })
  for (const verify of [true, false]) {
    const response = await client.request(server.url, { verify })
    expect(response.handshake?.verification).toEqual({ enabled: verify, trusted: true, problems: [] })
  }
  await client.close()
})

test('trust is by URL: a bundle for another host does not help', async () => {
  await using server = await startMtlsServer({ identity: await authority.issueServer(), clientCertificate: 'none' })
  const client = createClient({ ca: [{ file: authority.certificate, hosts: ['other.example'] }] })
  const error = await client.request(server.url).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'HandshakeError', code: expect.stringMatching(/SELF_SIGNED|ISSUER|LEAF/) })
  expect((await client.request(server.url, { ca: authority.certificate })).status).toBe(200)
  await client.close()
})
