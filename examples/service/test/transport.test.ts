import { expect, inject, test } from 'vitest'

const health = `${inject('serviceUrl')}/health`

test('TLS 1.3, and nothing that is about to expire', async () => {
  const res = await request(health)
  expect(res).toHaveTlsVersion('TLSv1.3')
  expect(res).toHaveServerCertValidFor('7 days')
  expect(res).toHaveClientCertValidFor('7 days')
})

test('health needs no certificate', async () => {
  const res = await request(health, { clientCert: false })
  expect(await res.json()).toEqual({ status: 'up' })
  expect(res).not.toHaveSentClientCert()
})

test('TLS 1.2 is refused', async () => {
  await expect(request(health, { maxVersion: 'TLSv1.2' })).toHaveTlsAlert('protocol_version')
})
