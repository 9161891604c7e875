import { afterEach, expect, test } from 'vitest'
import { renderLadder } from 'vitest-mtls/report'
import { type Handshake, handshakeOf } from 'vitest-mtls/request'

const orders = `https://localhost:${process.env.ORDERS_PORT ?? 8443}`
const status = `https://localhost:${process.env.STATUS_PORT ?? 8444}`
const lab = `https://localhost:${process.env.LAB_PORT ?? 9443}`

let seen: Handshake | undefined
afterEach(() => {
  if (seen !== undefined) console.log(renderLadder(seen))
  seen = undefined
})

test('orders asks for our certificate', async () => {
  const res = await request(`${orders}/orders`)
  seen = res.handshake
  expect(res.status).toBe(200)
  expect(res).toHaveSentClientCert({ subject: 'CN=orders' })
})

test('orders refuses a client without a certificate', async () => {
  const refused = await request(`${orders}/orders`, { clientCert: false }).catch((error: unknown) => error)
  seen = handshakeOf(refused)
  expect(refused).toMatchObject({ name: 'HandshakeError', code: expect.stringContaining('ALERT') })
  expect(refused).not.toHaveSentClientCert()
})

test('the status page does not ask, although a certificate is configured for its host', async () => {
  const res = await request(`${status}/status`, { clientCert: 'orders' })
  seen = res.handshake
  expect(res.handshake?.clientCertificate.status).toBe('not-requested')
  expect(res).not.toHaveSentClientCert()
})

test('the lab box is self-signed', async () => {
  const refused = request(lab)
  await expect(refused).toHaveCertError('self signed')
  seen = handshakeOf(await refused.catch((error: unknown) => error))
})
