import { expect, inject, test } from 'vitest'
import { openOrders } from '../src/order-client.ts'

// Code that calls fetch, as in production; `clients: 'equip'` gives it the certificates of the config.
test('our client shows its certificate', async () => {
  expect(await openOrders(inject('serviceUrl'))).toEqual([])
})

test('our client passes a refusal on', async () => {
  await expect(openOrders('https://localhost:1')).rejects.toThrow('fetch failed')
})
