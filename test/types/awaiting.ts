/**
 * What linters and editors say about `await` before an assertion: of a line with a comment what the comment names, of the
 * others nothing. `test/package/types.mjs` lints it in projects that install the package.
 */
import { expect } from 'vitest'
import { type HandshakeError, request } from '../../src/request/index.ts'

export async function promises(): Promise<void> {
  const attempt = request('https://localhost')
  await expect(attempt).toHaveSentClientCert('orders')
  await expect(attempt).not.toHaveCertError()
  await expect(request('https://localhost')).toHaveRejectedClientCert({ via: 'alert' })
  await expect(attempt).resolves.toHaveAlpn('h2')
  await expect(attempt).rejects.toHaveTlsAlert('unknown_ca', { from: 'server' })
  await expect(() => request('https://localhost')).toHaveCipher(/GCM/)
  void expect(attempt).toHaveServerCert('CN=localhost')
  expect(attempt).toHaveSentClientCert() // no-floating-promises
  expect(attempt).not.toHaveCertError() // no-floating-promises
  expect(request('https://localhost')).toHaveResumedSession() // no-floating-promises
  expect(attempt).resolves.toHaveTlsVersion('TLSv1.3') // no-floating-promises
  expect(() => request('https://localhost')).toHaveKeyExchange('X25519') // no-floating-promises
}

export async function values(error: HandshakeError, unknown: unknown): Promise<void> {
  const response = await request('https://localhost')
  expect(response).toHaveSentClientCert('orders')
  expect(response).not.toHaveCertError()
  expect(response.handshake).toHaveServerChain(['CN=localhost'])
  expect(error).toHaveTlsAlert(48)
  expect(unknown).toHaveRequestedClientCert()
  await expect(response).toHaveStapledOcsp() // await-thenable
  await expect(error).not.toHaveServerCertValidFor('30 days') // await-thenable
}

export async function softly(): Promise<void> {
  const attempt = request('https://localhost')
  await expect.soft(attempt).toHaveClientCertValidFor({ atMost: '90 days' })
  expect.soft(await attempt).toHaveAlpn('h2')
  expect.soft(attempt).toHaveAlpn('h2') // no-floating-promises
  await expect.poll(() => request('https://localhost')).toHaveAlpn('h2')
}
