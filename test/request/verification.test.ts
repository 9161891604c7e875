import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { expired, issueIntermediateWith, issueServerWith, selfSigned } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createRevokingAuthority, issueRevocationList } from '../../fixtures/revocation-list.ts'
import { ladderVerdicts } from '../../src/report/ladder-verdicts.ts'
import { createRunReport } from '../../src/report/run-report.ts'
import { summariseServers } from '../../src/report/server-summary.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'
import { call, connection, testRun } from '../report/run-builder.ts'

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

test('a server whose name is its common name alone is trusted, as Node does, with a warning wherever the server is told of', async () => {
  const identity = await issueServerWith(authority, { hosts: [], subject: 'CN=localhost' })
  await using server = await startMtlsServer({ identity, clientCertificate: 'none' })
  const client = createClient({ ca: [authority.certificate] })
  const { handshake } = await client.request(server.url)
  await client.close()
  const warning =
    'CN=localhost has no DNS name: Node took its common name for localhost, other clients do not (RFC 9525). Issue it with the subject alternative name DNS:localhost.'
  expect(handshake?.verification).toEqual({ enabled: true, trusted: true, problems: [], warnings: [warning] })
  expect(ladderVerdicts(handshake!).map(({ mark, text }) => `${mark} ${text}`)).toEqual(
    expect.arrayContaining(['✓ server certificate trusted', `· server certificate: ${warning}`]),
  )
  const [summary] = summariseServers(createRunReport([testRun([call([connection(handshake!)])])]), 30)
  expect(summary).toMatchObject({ verdict: 'trusted', warnings: [{ kind: 'certificate', text: warning }] })
})

test('revocation lists are looked at for the whole chain, also when another reason comes first', async () => {
  const revoking = await createRevokingAuthority()
  const intermediate = await issueIntermediateWith(revoking, { subject: 'CN=Issuing' })
  const leaf = await issueServerWith(intermediate, expired())
  await using server = await startMtlsServer({ identity: leaf, clientCertificate: 'none' })
  const crl = [
    issueRevocationList(revoking, { revoked: [intermediate] }),
    issueRevocationList(intermediate, { nextUpdate: new Date(Date.now() - 1000) }),
  ]
  const client = createClient({ ca: [revoking.certificate], crl })
  const error: unknown = await client.request(server.url).catch((reason: unknown) => reason)
  await client.destroy()
  expect(error).toMatchObject({ code: 'CERT_HAS_EXPIRED' })
  expect(handshakeOf(error)!.verification.problems).toMatchObject([
    { class: 'crl-unavailable', position: 0, message: expect.stringContaining('of CN=Issuing has expired: the next') },
    { class: 'expired', position: 0 },
    { class: 'revoked', subject: 'CN=Issuing', position: 1 },
  ])
})
