import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { looksRandom } from '../../src/config/random-text.ts'

/** Base64 that has the look of chance and is the same in each run. */
function texts(count: number, length: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    createHash('sha256').update(`text ${index}`).digest('base64').slice(0, length),
  )
}

test.each([
  { length: 16, missed: 5 },
  { length: 20, missed: 1 },
  { length: 24, missed: 0.3 },
  { length: 40, missed: 0.01 },
])('of random texts of $length characters, fewer than $missed in 1,000 pass for words', ({ length, missed }) => {
  const all = texts(20_000, length)
  expect(all.filter((text) => !looksRandom(text)).length).toBeLessThan((all.length / 1000) * missed)
})

test.each([
  'HcCAQEEIFGTSgDQP',
  'MHcCAQEEIFGTSgDQPABCDefgh',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg',
  'certs/HcCAQEEIFGTSgDQP',
  'd8e8fca2dc0f896fd7cb4cb0031ba249',
])('%s', (text) => expect(looksRandom(text)).toBe(true))

describe('names of files are none', () => {
  test.each([
    'MyCompanyClientCert2024',
    'certs/X509/ClientA',
    'Q4-Report/X1/Client2B',
    'PROD_CLIENT_CERT_V2_KEY',
    'mTLSClientCertEC256',
    'TLSv1_3-RSA4096-SHA256',
    'kundenschnittstelle',
    'certificat-de-l-entreprise',
    'llaves/servidor-pruebas',
    'ISRG_Root_X1-cross-signed',
    'ECDSA_P256_SHA256_client',
    'gRPC-mTLS-CA-v2',
    'ABN_AMRO_NL_PSD2_QWAC',
    'node_modules/node-v20-linux-x64',
    'client-2026-11-27-expires-soon',
    'correcthorsebatterystaple',
  ])('%s', (text) => expect(looksRandom(text)).toBe(false))
})
