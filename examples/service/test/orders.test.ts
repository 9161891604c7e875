import { expect, inject, test } from 'vitest'

const orders = `${inject('serviceUrl')}/orders`

test('a customer sees their orders', async () => {
  const res = await request(orders)
  expect(res).toHaveSentClientCert('customer')
  expect(await res.json()).toEqual({ customer: 'customer-42', orders: [] })
})

test('nobody else does', async () => {
  const res = await request(orders, { clientCert: false })
  expect(res).toHaveRequestedClientCert({ authorities: [expect.stringContaining('Example Orders')] })
  expect(res).toHaveRejectedClientCert({ via: 'http' })
})

test('a certificate of another authority is refused, though it has the same name', async () => {
  const res = await request(orders, { clientCert: 'stranger' })
  expect(res).toHaveSentClientCert({ subject: 'CN=customer-42', issuer: expect.stringContaining('Somebody Else') })
  expect(res.status).toBe(403)
})
