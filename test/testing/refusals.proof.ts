import { expect, test } from 'vitest'
import { createClient, type HandshakeError } from '../../src/request/index.ts'
import { createAuthority, serve } from '../../src/testing/index.ts'

/** In each combination; 1,000 and a few in all. */
const rounds = 84

test('every one of a thousand refusals arrives as the alert that it is', { timeout: 300_000 }, async () => {
  const authority = await createAuthority()
  const { cert, key } = await authority.issueClientCertificate({ expired: true })
  const [revoked, stranger] = [
    await authority.issueClientCertificate(),
    await (await createAuthority()).issueClientCertificate(),
  ]
  authority.revoke(revoked)
  const client = createClient({ ca: authority.ca })
  const seen = new Map<string, number>()
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const http2 of [false, true]) {
      const options = { authority, clientCertificates: 'required', minVersion: version, maxVersion: version } as const
      await using server = await serve({ ...options, http2, crl: authority.crl() })
      for (let round = 0; round < rounds; round++) {
        for (const clientCert of [{ cert, key }, { cert: stranger.cert, key: stranger.key }, false] as const) {
          const method = round % 2 === 0 ? 'GET' : 'POST'
          const body = method === 'POST' ? { body: 'x'.repeat(round * 100) } : {}
          const attempt = client.request(server.url, { clientCert, http2, method, ...body })
          const error = await attempt.then(
            ({ status }) => ({ handshake: undefined, message: `answered ${status}` }),
            (reason: HandshakeError) => reason,
          )
          const alert = error.handshake?.alerts.map(({ description }) => description).join() ?? error.message
          const outcome = `${version} ${http2 ? 'h2' : 'http/1.1'} ${alert}`
          seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
        }
      }
    }
  }
  await client.close()
  const expected = ['TLSv1.2', 'TLSv1.3'].flatMap((version) =>
    ['http/1.1', 'h2'].flatMap((http) => {
      const none = version === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure'
      return ['certificate_expired', 'unknown_ca', none].map((alert): [string, number] => [
        `${version} ${http} ${alert}`,
        rounds,
      ])
    }),
  )
  expect([...seen]).toEqual(expected)
})
