import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { type OpensslServerOptions, startOpensslServer } from '../../fixtures/openssl-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { type Authority, createAuthority, type KeyType, testingMatchers } from '../../src/testing/index.ts'

expect.extend(testingMatchers as never)

// Servers that take what this Node does not offer by itself, or look at less than one thinks.

const missing = requireProgram('openssl')

let authority: Authority

beforeAll(async () => {
  authority = await createAuthority()
})

/** It answers nothing but GET. */
async function opensslServer(options: Partial<OpensslServerOptions>, keyType: KeyType = 'EC P-256') {
  const { cert, key } = await authority.issueServerCertificate({ keyType })
  return startOpensslServer({ identity: { chain: cert, key }, ca: authority.ca, ...options })
}

async function failureOf(assertion: Promise<void>): Promise<string> {
  return assertion.then(
    () => 'no failure',
    (error: Error) => stripVTControlCharacters(error.message).replaceAll(/localhost:\d+/g, 'localhost:8443'),
  )
}

describe.skipIf(missing)(`openssl s_server${missing ? ` (${missing})` : ''}`, () => {
  test.each(['brainpoolP256r1', 'secp224r1', 'secp256k1'])(
    'a version and a suite over %s alone are found, which Node does not offer by itself',
    async (group) => {
      const suite = 'ECDHE-ECDSA-AES128-GCM-SHA256'
      await using server = await opensslServer({ arguments: ['-tls1_2', '-groups', group, '-cipher', suite] })
      await expect(server.url).toAcceptOnlyTlsVersions(['TLSv1.2'])
      await expect(server.url).not.toAcceptOnlyTlsVersions(['TLSv1.3'])
      await expect(server.url).toAcceptOnlyCiphers([suite])
    },
  )

  test('who takes RSA signatures alone has not refused a key of another kind', async () => {
    const any = ['-Verify', '3', '-client_sigalgs', 'RSA-PSS+SHA256']
    await using lax = await opensslServer({ arguments: any })
    expect(await failureOf(expect(lax.url).toDemandClientCert())).toMatchInlineSnapshot(`
      "expect(url).toDemandClientCert()

      Expected: https://localhost:8443 to demand a client certificate
      Received: it does not
        none               refused   alert certificate_required (116)
        self-signed        ACCEPTED  status 200
        another authority  ACCEPTED  status 200

      What to do: Let the server demand certificates and verify them (nginx: ssl_verify_client on; Node: requestCert and rejectUnauthorized; Go: RequireAndVerifyClientCert)."
    `)
    await using strict = await opensslServer({ arguments: [...any, '-verify_return_error'] })
    await expect(strict.url).toDemandClientCert()
  })

  test('where no key that the kit makes is asked for, nothing was tried', async () => {
    const dsa = ['-tls1_2', '-Verify', '3', '-client_sigalgs', 'DSA+SHA256']
    await using server = await opensslServer({ arguments: dsa })
    const [plain, negated] = [
      await failureOf(expect(server.url).toDemandClientCert()),
      await failureOf(expect(server.url).not.toDemandClientCert()),
    ]
    expect(plain).toBe(negated)
    expect(plain).toMatchInlineSnapshot(`
      "toDemandClientCert() cannot tell whether https://localhost:8443 demands a client certificate.

        none               refused    alert handshake_failure (40)
        self-signed        not tried  this client did not send it: the server asks for other kinds of signatures
        another authority  not tried  this client did not send it: the server asks for other kinds of signatures

      What to do: Give a certificate that the server accepts, so that a refusal is known by the difference: await expect(url).toRejectFlawedClientCerts({ like: 'orders', only: ['none-sent', 'self-signed', 'another-authority'] })."
    `)
  })

  test('a curve that a server was not told to take is no refusal of the certificate', async () => {
    const like = await authority.issueClientCertificate({ keyType: 'EC P-384' })
    const lax = ['-tls1_2', '-groups', 'P-384', '-Verify', '3']
    await using server = await opensslServer({ arguments: lax }, 'RSA 2048')
    const only = ['leaf-used-as-authority', 'authority-itself'] as const
    const options = { like, authority, ca: authority.ca, only }
    expect(await failureOf(expect(server.url).toRejectFlawedClientCerts(options))).toMatchInlineSnapshot(`
      "expect(received).toRejectFlawedClientCerts(options)

      Expected: https://localhost:8443/ to refuse 1 flawed client certificate
      Received: 1 accepted: leaf-used-as-authority

        flaw                    the server  evidence
        leaf-used-as-authority  ACCEPTED    status 200, as the good one
        authority-itself        not tried   alert illegal_parameter (47), which may be about the curve of its key alone, P-256

      Why: the good one, CN=client, was accepted (status 200), so that what differs from it is a refusal.
      What to do: Make the server stricter, or name what it may accept: except: ['leaf-used-as-authority']."
    `)
    expect(await failureOf(expect(server.url).toDemandClientCert())).toContain(
      'self-signed        ACCEPTED  status 200',
    )
  })
})
