import { createHash, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type Nginx, startNginx } from '../../fixtures/nginx.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { rounds } from '../../fixtures/rounds.ts'
import { createClient } from '../../src/request/client.ts'

const missing = requireProgram('nginx')
if (missing !== undefined) console.warn(`Skipped: the truth against nginx (${missing})`)

const repeats = rounds(50, 3)

/** nginx's view and ours of the same client certificate, connection by connection. */
describe.skipIf(missing)('nginx agrees', () => {
  let authority: Authority
  let server: Identity
  const clients: Record<string, Identity | undefined> = {}

  beforeAll(async () => {
    authority = await createAuthority()
    server = await authority.issueServer()
    clients.right = await authority.issueClient({ subject: 'CN=orders,O=Example' })
    clients['of another authority'] = await (await createAuthority({ name: 'Other Authority' })).issueClient()
    clients.none = undefined
  })

  const cases = (['on', 'optional', 'off'] as const).flatMap((verifyClient) =>
    (['TLSv1.2', 'TLSv1.3'] as const).map((protocol) => ({ verifyClient, protocol })),
  )

  describe.each(cases)('ssl_verify_client $verifyClient, $protocol', ({ verifyClient, protocol }) => {
    let nginx: Nginx

    beforeAll(async () => {
      nginx = await startNginx({ identity: server, ca: authority.certificate, verifyClient, protocols: [protocol] })
    })
    afterAll(() => nginx.close())

    test.each(['right', 'of another authority', 'none'])('client certificate: %s', async (which) => {
      const identity = clients[which]
      const client = createClient({
        ca: [authority.certificate],
        clientCertificates:
          identity === undefined ? [] : [{ host: '*', port: '*', cert: identity.chain, key: identity.key }],
      })
      const before = (await nginx.views(0)).length
      for (let index = 0; index < repeats; index++) {
        const response = await client.request(`https://localhost:${nginx.port}/`, { fresh: true })
        await response.text()
        const view = (await nginx.views(before + index + 1)).at(-1)!
        const { protocol: version, cipher, clientCertificate, alerts, capture, verification } = response.handshake!
        const sent = clientCertificate.chain[0]

        expect(String(response.status)).toBe(view.status)
        expect(version).toBe(view.protocol)
        expect(cipher).toBe(standardName(view.cipher))
        expect(sent?.subject ?? '').toBe(view.subject)
        expect(sent === undefined ? '' : sha1(sent.pem)).toBe(view.fingerprint)
        expect(sent?.pem.trim() ?? '').toBe(decodeURIComponent(view.certificate).trim())
        expect(clientCertificate.status).toBe(
          verifyClient === 'off' ? 'not-requested' : identity === undefined ? 'empty' : 'sent',
        )
        expect(clientCertificate.proven).toBe(clientCertificate.status === 'sent')
        expect(view.verify).toMatch(expectedVerdict(which, verifyClient))
        expect(alerts.filter(({ description }) => description !== 'close_notify')).toEqual([])
        expect(verification).toMatchObject({ enabled: true, trusted: true, problems: [] })
        expect(capture).toEqual({ complete: true })
      }
      await client.close()
    })
  })
})

function expectedVerdict(which: string, verifyClient: string): RegExp {
  if (verifyClient === 'off' || which === 'none') return /^NONE$/
  return which === 'right' ? /^SUCCESS$/ : /^FAILED:unable to (verify|get local issuer)/
}

/** nginx spells suites as OpenSSL does; TLS 1.3 names are the same in both. */
function standardName(openssl: string): string {
  if (openssl.startsWith('TLS_')) return openssl
  const [exchange, authentication, ...rest] = openssl.split('-')
  return `TLS_${exchange}_${authentication}_WITH_${rest.join('_')}`
    .replace('AES128', 'AES_128')
    .replace('AES256', 'AES_256')
}

function sha1(pem: string): string {
  return createHash('sha1').update(new X509Certificate(pem).raw).digest('hex')
}
