import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { issueServerWith, selfSigned } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

let authority: Authority
beforeAll(async () => {
  authority = await createAuthority()
})

/** TLS 1.2: the server refuses our missing certificate before Node tells what it thinks of the server's. */
describe('a refusal in the handshake says what is known of the server’s certificate', () => {
  const verificationOf = async (identity: Identity, verify: boolean) => {
    await using server = await startMtlsServer({
      identity,
      ca: authority.certificate,
      clientCertificate: 'require',
      maxVersion: 'TLSv1.2',
    })
    const client = createClient({ ca: [authority.certificate], verify })
    const error = await client.request(server.url).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'HandshakeError', message: expect.stringMatching(/client certificate/) })
    await client.close()
    return handshakeOf(error)!.verification
  }

  test('a good one is trusted', async () => {
    const verification = await verificationOf(await authority.issueServer(), true)
    expect(verification).toEqual({ enabled: true, trusted: true, problems: [] })
  })

  test('one for another name is not', async () => {
    const identity = await issueServerWith(authority, { hosts: ['api.internal'] })
    expect(await verificationOf(identity, false)).toMatchObject({
      enabled: false,
      trusted: false,
      problems: [{ class: 'hostname-mismatch', code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
    })
  })

  test('nor is a self-signed one', async () => {
    expect(await verificationOf(await selfSigned(), false)).toMatchObject({
      enabled: false,
      trusted: false,
      problems: [{ class: 'self-signed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    })
  })
})
