import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { issueServerWith } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { respondTo } from '../../fixtures/ocsp-response.ts'
import { startOpensslServer } from '../../fixtures/openssl-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakeOf } from '../../src/request/mtls-response.ts'

const missing = requireProgram('openssl')
if (missing !== undefined) console.warn(`Skipped: stapled OCSP responses (${missing})`)

describe.skipIf(missing).each(['-tls1_2', '-tls1_3'])('a server that staples an OCSP response, %s', (version) => {
  let authority: Authority
  let identity: Identity
  beforeAll(async () => {
    authority = await createAuthority()
    identity = await issueServerWith(authority)
  })

  const request = async (ocspResponse: Uint8Array | undefined, verify: boolean): Promise<unknown> => {
    await using server = await startOpensslServer({
      identity,
      arguments: [version],
      ...(ocspResponse && { ocspResponse }),
    })
    const client = createClient({ ca: [authority.certificate], verify })
    const outcome = await client.request(server.url).catch((error: unknown) => error)
    await client.destroy()
    return outcome
  }

  test('which says that the certificate is revoked, is refused', async () => {
    const response = await respondTo(authority, identity.certificate, 'revoked')
    const error = await request(response, true)
    expect(error).toMatchObject({
      name: 'HandshakeError',
      code: 'CERT_REVOKED',
      message: expect.stringMatching(
        /^We refused the server at .* is revoked since .*Z: the OCSP response that the server stapled to it says so\. /,
      ),
    })
    expect(handshakeOf(error)).toMatchObject({
      verification: {
        enabled: true,
        trusted: false,
        problems: [
          { class: 'revoked', subject: 'CN=localhost', position: 0, message: expect.stringContaining('stapled') },
        ],
      },
      capture: { complete: true },
    })
  })

  test('which says so, is recorded without verification', async () => {
    const answer = await request(await respondTo(authority, identity.certificate, 'revoked'), false)
    expect(answer).toMatchObject({ status: 200 })
    expect(handshakeOf(answer)?.verification).toMatchObject({
      enabled: false,
      trusted: false,
      problems: [{ class: 'revoked' }],
    })
  })

  test.each(['good', 'unknown'] as const)('which says %s, is accepted', async (status) => {
    const answer = await request(await respondTo(authority, identity.certificate, status), true)
    expect(answer).toMatchObject({ status: 200, handshake: { verification: { trusted: true, problems: [] } } })
  })

  test('which speaks of another certificate, is accepted', async () => {
    const other = await issueServerWith(authority)
    const answer = await request(await respondTo(authority, other.certificate, 'revoked'), true)
    expect(answer).toMatchObject({ status: 200, handshake: { verification: { trusted: true, problems: [] } } })
  })

  test.each([
    ['of the authority, for that purpose', ['1.3.6.1.5.5.7.3.9'], true],
    ['of the authority, for another purpose', ['1.3.6.1.5.5.7.3.1'], false],
  ])('which a responder has signed: one %s', async (_, extendedKeyUsage, verified) => {
    const responder = await issueServerWith(authority, { subject: 'CN=Responder', extendedKeyUsage })
    const response = await respondTo(authority, identity.certificate, 'good', responder)
    const answer = await request(response, true)
    expect(handshakeOf(answer)?.ocsp).toMatchObject({ status: 'good', verified })
  })

  test('which a responder of another authority has signed', async () => {
    const other = await createAuthority({ name: 'Other Authority' })
    const responder = await issueServerWith(other, { extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'] })
    const answer = await request(await respondTo(authority, identity.certificate, 'good', responder), true)
    expect(handshakeOf(answer)?.ocsp).toMatchObject({ status: 'good', verified: false })
  })
})
