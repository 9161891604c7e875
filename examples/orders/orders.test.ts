import { expect, test } from 'vitest'

const orders = `https://localhost:${process.env.ORDERS_PORT ?? 8443}`
const status = `https://localhost:${process.env.STATUS_PORT ?? 8444}`
const lab = `https://localhost:${process.env.LAB_PORT ?? 9443}`

test('orders asks for our certificate', async () => {
  const res = await request(`${orders}/orders`)
  expect(res.status).toBe(200)
  expect(res).toHaveSentClientCert({ subject: 'CN=orders' })
})

test('orders refuses a client without a certificate', async () => {
  const refused = await request(`${orders}/orders`, { clientCert: false }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'HandshakeError', code: expect.stringContaining('ALERT') })
  expect(refused).not.toHaveSentClientCert()
})

test('the status page does not ask, although a certificate is configured for its host', async () => {
  const res = await request(`${status}/status`, { clientCert: 'orders' })
  expect(res.handshake?.clientCertificate.status).toBe('not-requested')
  expect(res).not.toHaveSentClientCert()
})

test('the lab box is self-signed', async () => {
  await expect(request(lab)).toHaveCertError('self signed')
})
