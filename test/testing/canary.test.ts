import { inspect } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority, type IssuedCertificate } from '../../src/testing/index.ts'

let authority: Authority
let orders: IssuedCertificate
let other: IssuedCertificate
let secrets: string[]

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Canary Root', intermediates: ['CN=Canary Issuing'] })
  orders = await authority.issueClientCertificate({ subject: 'CN=orders' })
  other = await authority.issueClientCertificate({ subject: 'CN=other' })
  // a line from the middle of each: the first ones are alike
  secrets = [authority.key, orders.key, other.key].map((key) => key.split('\n')[2]!)
})

/** Everything of an error that Vitest or a logger could print. */
function printed(assertion: () => void): string {
  try {
    assertion()
  } catch (error) {
    const { message, stack, actual, expected, diff } = error as Record<string, unknown>
    return [
      message,
      stack,
      diff,
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify({ actual, expected }),
    ].join()
  }
  throw new Error('nothing was thrown')
}

test.each<[string, () => void]>([
  ['toEqual', () => expect(orders).toEqual(other)],
  ['toStrictEqual', () => expect(orders).toStrictEqual(other)],
  ['toBe', () => expect(orders).toBe(other)],
  ['toEqual in an object', () => expect({ like: orders, authority }).toEqual({ like: other })],
  ['toContain', () => expect([orders, authority]).toContain(other)],
  ['toMatchObject', () => expect({ orders }).toMatchObject({ orders: { subject: 'CN=x' } })],
  ['toBeUndefined', () => expect(authority).toBeUndefined()],
  ['toThrow', () => expect(orders).toThrow()],
  ['toHaveProperty', () => expect(orders).toHaveProperty('keys')],
])('no key in what a failing %s prints', (_, assertion) => {
  const text = printed(assertion)
  for (const secret of secrets) expect(text.includes(secret)).toBe(false)
})

test('no key in what inspecting and JSON show, however deep', () => {
  const all = { authority, list: [orders], map: new Map([['other', other]]), error: new Error('x', { cause: orders }) }
  const texts = [
    inspect(all, { depth: null, showHidden: true, getters: true }),
    JSON.stringify(all),
    `${orders} ${authority}`,
    inspect(Object.entries(all), { depth: null }),
  ]
  for (const secret of secrets) for (const text of texts) expect(text.includes(secret)).toBe(false)
  expect(texts[0]).toContain('IssuedCertificate { CN=orders, issued by CN=Canary Issuing')
})
