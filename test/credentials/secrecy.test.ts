import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { describeProblems } from '../../src/config/problem-list.ts'
import type { ResolvedConfig } from '../../src/config/resolved-config.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { createCredentials } from '../../src/credentials/credentials.ts'
import { readIdentity } from '../../src/credentials/identity.ts'
import { createLab, type Lab, passphrase } from './lab.ts'

let lab: Lab
let config: ResolvedConfig

beforeAll(async () => {
  lab = await createLab()
  const key = readFileSync(path.join(lab.folder, 'orders.key'), 'utf8')
  config = await loadConfig({
    root: lab.folder,
    env: { PASSPHRASE: passphrase, KEY: key },
    config: {
      proxy: 'http://canary-user:canary-password@proxy.internal',
      clientCertificates: [
        { name: 'file', host: 'a', cert: 'orders.crt', key: 'orders.encrypted.key', passphrase },
        { name: 'pfx', host: 'b', pfx: 'billing.p12', passphrase: '${PASSPHRASE}' },
        { name: 'inline', host: 'c', cert: 'orders.crt', key: '${KEY}' },
        { name: 'base64', host: 'd', cert: 'orders.crt', key: { base64: Buffer.from(key).toString('base64') } },
        { name: 'buffer', host: 'e', cert: 'orders.crt', key: Buffer.from(key) },
      ],
    },
    check: checkCredentials,
  })
})

afterAll(() => lab.remove())

/** Everything that a person or a report could see of a value. */
function visible(value: unknown): string {
  const deep = {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    getters: true,
    maxStringLength: null,
    maxArrayLength: null,
  }
  return [JSON.stringify(value), inspect(value, deep), `${value}`, Object.entries(value ?? {}).join()].join('\n')
}

/** Passphrases, and every line of the keys, also as base64 of the text and as bytes. */
function expectNoSecret(text: string): void {
  expect(text).not.toContain('canary')
  for (const name of ['orders.key', 'billing.key', 'orders.encrypted.key']) {
    const pem = readFileSync(path.join(lab.folder, name), 'utf8')
    for (const line of pem.split('\n').filter((one) => one.length > 20 && !one.startsWith('-----'))) {
      expect(text).not.toContain(line.slice(0, 20))
      expect(text).not.toContain(
        Buffer.from(line, 'base64')
          .subarray(0, 8)
          .toString('hex')
          .replaceAll(/..(?=.)/g, '$& '),
      )
    }
    expect(text).not.toContain(Buffer.from(pem).toString('base64').slice(40, 80))
  }
}

test('the canaries would be found', () => {
  expect(() => expectNoSecret(passphrase)).toThrow()
  const key = readFileSync(path.join(lab.folder, 'orders.key'))
  expect(() => expectNoSecret(visible({ key: key.toString() }))).toThrow()
  expect(() => expectNoSecret(visible({ key: Buffer.from(key.toString().split('\n')[1]!, 'base64') }))).toThrow()
})

test('a resolved config shows none', () => {
  expectNoSecret(visible(config))
  expectNoSecret(describeProblems(config.warnings))
})

test('an identity shows none', async () => {
  for (const { identity } of config.clientCertificates) expectNoSecret(visible(await readIdentity(identity!)))
})

test('credentials, profiles and explanations show none', async () => {
  const credentials = createCredentials(config)
  for (const host of ['a', 'b', 'c', 'd', 'e']) {
    const { proxy, ...profile } = await credentials.profileFor(new URL(`https://${host}`))
    // The connection needs the proxy's credentials; nothing else of a profile may hold them.
    expect(proxy?.password).toBe('canary-password')
    expect(profile.clientCertificate?.subject).toMatch(/^CN=(orders|billing)$/)
    expectNoSecret(visible(profile))
    expectNoSecret(visible(profile.explain()))
  }
  expectNoSecret(visible(credentials))
})
