import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { createCredentials } from '../../src/credentials/credentials.ts'
import { createLab, type Lab, passphrase } from './lab.ts'

let lab: Lab

beforeAll(async () => {
  lab = await createLab()
})

afterAll(() => lab.remove())

const billing = { host: 'billing.internal', cert: 'billing.crt', key: 'billing.key' }

async function load(entry: object, env: Record<string, string> = {}) {
  const config = { clientCertificates: [{ host: 'api.internal', optional: true, ...entry }, billing] }
  const resolved = await loadConfig({ root: lab.folder, env, check: checkCredentials, config: config as never })
  const credentials = createCredentials(resolved)
  const warnings = resolved.warnings
    .filter(({ message }) => message.includes('optional'))
    .map(({ path: place, message, remedy }) => `${place}: ${message} ${remedy}`.replaceAll(lab.folder, '<folder>'))
  const failure = async (url: string, clientCert?: false) => {
    try {
      await credentials.profileFor(new URL(url), clientCert === false ? { clientCert } : {})
      return undefined
    } catch (error) {
      return (error as Error).message.replaceAll(lab.folder, '<folder>')
    }
  }
  return { credentials, warnings, failure }
}

describe('what is absent is a warning, and fails the request that needs it', () => {
  test.each<[string, object, Record<string, string>, string]>([
    [
      'a variable in a path',
      { cert: '${CERTS}/orders.crt', key: 'orders.key' },
      {},
      'clientCertificates[0].cert: The environment variable CERTS is not set.',
    ],
    [
      'a variable as content',
      { cert: '${CERT}', key: '${KEY}' },
      {},
      'clientCertificates[0].cert: The environment variable CERT is not set.',
    ],
    [
      'an empty variable',
      { cert: 'orders.crt', key: '${KEY}' },
      { KEY: '' },
      'clientCertificates[0].key: The environment variable KEY is empty.',
    ],
    [
      'base64 of a variable',
      { pfx: { base64: '${PFX}' } },
      {},
      'clientCertificates[0].pfx.base64: The environment variable PFX is not set.',
    ],
    [
      'base64 of an empty variable',
      { pfx: { base64: '${PFX}' } },
      { PFX: '' },
      'clientCertificates[0].pfx: The environment variable PFX is empty.',
    ],
    [
      'a passphrase',
      { pfx: 'orders.p12', passphrase: '${PASS}' },
      {},
      'clientCertificates[0].passphrase: The environment variable PASS is not set.',
    ],
    [
      'a certificate file',
      { cert: 'absent.crt', key: 'orders.key' },
      {},
      'clientCertificates[0].cert: The file absent.crt does not exist.',
    ],
    [
      'a key file',
      { cert: 'orders.crt', key: 'absent.key' },
      {},
      'clientCertificates[0].key: The file absent.key does not exist.',
    ],
    ['a PFX file', { pfx: 'absent.p12' }, {}, 'clientCertificates[0].pfx: The file absent.p12 does not exist.'],
  ])('%s', async (_, entry, env, words) => {
    const { warnings, failure } = await load(entry, env)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`${words} The entry is optional: a request that needs it fails.`)
    const [place, sentence] = [words.split(': ')[0]!, words.slice(words.indexOf(': ') + 2)]
    const failed = await failure('https://api.internal/')
    expect(failed).toContain(`  ${place}\n    ${sentence}\n`)
    expect(await failure('https://billing.internal/')).toBeUndefined()
    expect(await failure('https://api.internal/', false)).toBeUndefined()
  })

  test('explain says it', async () => {
    const { credentials } = await load({ name: 'orders', cert: 'orders.crt', key: '${KEY}' })
    expect(credentials.explain('https://api.internal/').summary).toBe(
      "The client certificate 'orders' (clientCertificates[0]) is missing: it would apply, but the environment variable KEY is not set.",
    )
  })
})

test('an entry that has everything is used', async () => {
  const { warnings, failure, credentials } = await load(
    { pfx: 'orders.p12', passphrase: '${PASS}' },
    { PASS: passphrase },
  )
  expect(warnings).toEqual([])
  expect(await failure('https://api.internal/')).toBeUndefined()
  const profile = await credentials.profileFor(new URL('https://api.internal/'))
  expect(profile.clientCertificate?.subject).toBe('CN=orders')
})

test('a file that comes later is found', async () => {
  const { failure } = await load({ cert: 'later.crt', key: 'orders.key' })
  expect(await failure('https://api.internal/')).toContain('later.crt does not exist')
  lab.write('later.crt', (await import('node:fs')).readFileSync(path.join(lab.folder, 'orders.crt')))
  expect(await failure('https://api.internal/')).toBeUndefined()
  rmSync(path.join(lab.folder, 'later.crt'))
})

describe('optional excuses nothing else', () => {
  test.each<[string, object, string]>([
    ['a wrong passphrase', { pfx: 'orders.p12', passphrase: 'wrong' }, 'passphrase'],
    ['the key of another certificate', { cert: 'orders.crt', key: 'billing.key' }, 'is not the key'],
    ['a missing key', { cert: 'orders.crt' }, '`cert` without `key`'],
    ['a misspelt option', { cert: '${CERT}', key: 'orders.key', passphrse: 'x' }, 'Did you mean passphrase?'],
    ['a wrong port', { cert: '${CERT}', key: 'orders.key', port: -1 }, 'Found the number -1'],
    ['a wrong value of its own', { optional: 'yes', cert: 'orders.crt', key: 'orders.key' }, "Found 'yes'"],
  ])('%s', async (_, entry, words) => {
    await expect(load(entry)).rejects.toThrow(words)
  })
})

test('without `optional` an absent variable stops the run', async () => {
  await expect(load({ optional: false, cert: '${CERT}', key: 'orders.key' })).rejects.toThrow('CERT is not set')
})
