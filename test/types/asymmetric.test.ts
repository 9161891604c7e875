/** Matchers inside other matchers, as `vitest-mtls` and `vitest-mtls/globals` type them. */
import { expect, test } from 'vitest'
import type {} from '../../src/globals.ts'
import { matchers } from '../../src/matchers/index.ts'

expect.extend(matchers)

const plain = {
  clientCertificate: { status: 'not-requested', chain: [] },
  serverCertificate: { chain: [] },
  verification: { enabled: true, trusted: true, problems: [] },
  alerts: [],
  resumed: false,
  host: 'www.internal',
  port: 443,
  capture: { complete: true },
}

test('a matcher stands for a value', () => {
  expect({ res: plain }).toEqual({ res: expect.not.toHaveSentClientCert('orders') })
  expect({ res: plain }).not.toEqual({ res: expect.toHaveSentClientCert({ subject: /orders/ }) })
  expect([plain]).toEqual([expect.not.toHaveTlsAlert('unknown_ca', { from: 'server' })])
  expect({ res: plain }).not.toMatchObject({ res: expect.toHaveResumedSession() })
})

test('what the types refuse, throws', () => {
  // @ts-expect-error no way to refuse
  expect(() => expect({ res: plain }).toEqual({ res: expect.toHaveRejectedClientCert({ via: 'mail' }) })).toThrow(
    TypeError,
  )
})
