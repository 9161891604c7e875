import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { sealOptions, unsealOptions } from '../../src/plugin/sealed-options.ts'

const canary = 'canary-passphrase'

test('sealed, it shows nothing, and opens only with the key of the run', () => {
  const options = { clientCertificates: [{ host: 'x', pfx: Buffer.from(canary), passphrase: canary }] }
  const sealed = sealOptions(options)
  expect(unsealOptions(sealed)).toEqual(options)
  expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain(canary)
  const key = process.env.VITEST_MTLS_RUN_KEY
  process.env.VITEST_MTLS_RUN_KEY = Buffer.alloc(32).toString('base64')
  expect(() => unsealOptions(sealed)).toThrow()
  process.env.VITEST_MTLS_RUN_KEY = key
  expect(inspect(sealed)).not.toContain(canary)
})
