const orders = `https://localhost:${process.env.ORDERS_PORT ?? 8443}`
const status = `https://localhost:${process.env.STATUS_PORT ?? 8444}`
const lab = `https://localhost:${process.env.LAB_PORT ?? 9443}`

test('orders asks for our certificate', async () => {
  const res = await request(`${orders}/orders`)
  expect(res.status).toBe(200)
  expect(res).toHaveSentClientCert({ subject: 'CN=orders' })
})

test('orders refuses a client without a certificate', async () => {
  const attempt = request(`${orders}/orders`, { clientCert: false })
  await expect(attempt).toHaveRejectedClientCert({ via: 'alert', alert: 'certificate_required' })
  await expect(attempt).rejects.toMatchObject({ name: 'HandshakeError' })
})

test('the status page does not ask', async () => {
  await expect(request(`${status}/status`)).not.toHaveSentClientCert()
})

test('the lab box is self-signed', async () => {
  await expect(request(lab)).toHaveCertError('self signed')
})
