import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { type Credentials, createCredentials } from '../../src/credentials/credentials.ts'
import { ConfigError } from '../../src/errors/config-error.ts'
import { createLab, type Lab, passphrase } from './lab.ts'

let lab: Lab
let authority: Authority
let renewed: Identity

beforeAll(async () => {
  lab = await createLab()
  authority = await createAuthority()
  renewed = await authority.issueClient({ subject: 'CN=renewed' })
})

afterAll(() => lab.remove())

async function credentialsOf(config: MtlsOptions): Promise<Credentials> {
  return createCredentials(await loadConfig({ root: lab.folder, env: {}, config }))
}

const orders = { cert: 'orders.crt', key: 'orders.encrypted.key', passphrase }
const billing = { pfx: 'billing.p12', passphrase }
const url = new URL('https://api.internal/')

describe('the profile of a connection', () => {
  test('holds what the config says', async () => {
    const credentials = await credentialsOf({
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: 'TLS_AES_128_GCM_SHA256',
      http2: true,
      proxy: 'http://proxy.internal:3128',
      clientCertificates: [{ name: 'orders', host: 'api.internal', servername: 'api', verify: false, ...orders }],
    })
    const profile = await credentials.profileFor(url)
    expect(profile).toMatchObject({
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: 'TLS_AES_128_GCM_SHA256',
      http2: true,
      servername: 'api',
      verify: false,
      clientCertificate: { name: 'orders', source: 'orders.crt', subject: 'CN=orders' },
    })
    expect(profile.proxy?.href).toBe('http://proxy.internal:3128/')
    expect(profile.explain().applied).toMatchObject({ name: 'orders', subject: 'CN=orders' })
  })

  test('without options it verifies, and leaves the rest to Node', async () => {
    const profile = await (await credentialsOf({ proxy: false })).profileFor(url)
    expect(profile).toMatchObject({ verify: true, http2: false })
    for (const option of ['servername', 'minVersion', 'maxVersion', 'ciphers', 'proxy']) {
      expect(profile).not.toHaveProperty(option)
    }
    expect(profile.clientCertificate).toBeUndefined()
  })

  test('a request overrides the config', async () => {
    const credentials = await credentialsOf({ http2: true, clientCertificates: [{ host: '*', ...orders }] })
    const overrides = { verify: false, servername: 'x', minVersion: 'TLSv1.3', http2: false, proxy: 'p:1' } as const
    const profile = await credentials.profileFor(url, { ...overrides, ciphers: 'TLS_AES_256_GCM_SHA384' })
    expect(profile).toMatchObject({ verify: false, servername: 'x', minVersion: 'TLSv1.3', http2: false })
    expect(profile.ciphers).toBe('TLS_AES_256_GCM_SHA384')
    expect(profile.proxy?.href).toBe('http://p:1/')
  })

  test.each([
    [{ verify: false }, false],
    [{ verify: { 'api.internal': false } }, false],
    [{ verify: { '*.internal': false, 'api.internal': true } }, true],
    [{ verify: { 'api.internal:8443': false } }, true],
    [
      { verify: { 'api.internal': false }, clientCertificates: [{ host: 'api.internal', verify: true, ...orders }] },
      true,
    ],
    [{ verify: false, clientCertificates: [{ host: 'api.internal', verify: true, ...orders }] }, true],
    [{ verify: false, clientCertificates: [{ host: 'other', verify: true, ...orders }] }, false],
  ] as [MtlsOptions, boolean][])('%j: verify %s', async (config, verify) => {
    expect((await (await credentialsOf(config)).profileFor(url)).verify).toBe(verify)
  })

  test('is there at once when everything has been read', async () => {
    const credentials = await credentialsOf({ clientCertificates: [{ host: '*', ...orders }] })
    expect(credentials.profileFor(url)).toBeInstanceOf(Promise)
    await credentials.profileFor(url)
    expect(credentials.profileFor(url)).toMatchObject({ clientCertificate: { subject: 'CN=orders' } })
  })
})

describe('the choice of the client certificate', () => {
  const config: MtlsOptions = {
    clientCertificates: [
      { name: 'orders', host: 'api.internal', ...orders },
      { name: 'billing', host: 'billing.internal', ...billing },
      { name: 'off', host: '*', enabled: false, ...orders },
    ],
  }

  test('by host, by name, none, or of the request', async () => {
    const credentials = await credentialsOf(config)
    const subject = async (overrides = {}) => (await credentials.profileFor(url, overrides)).clientCertificate?.subject
    expect(await subject()).toBe('CN=orders')
    expect(await subject({ clientCert: 'billing' })).toBe('CN=billing')
    expect(await subject({ clientCert: false })).toBeUndefined()
    expect(await subject({ clientCert: { cert: renewed.chain, key: renewed.key } })).toBe('CN=renewed')
    const pfx = path.join(lab.folder, 'billing.p12')
    expect(await subject({ clientCert: { pfx, passphrase } })).toBe('CN=billing')
    expect((await credentials.profileFor(new URL('https://other.internal'))).clientCertificate).toBeUndefined()
  })

  test('is explained', async () => {
    const credentials = await credentialsOf(config)
    const summary = async (overrides = {}) => (await credentials.profileFor(url, overrides)).explain().summary
    expect(await summary({ clientCert: 'billing' })).toBe(
      "The client certificate 'billing' (clientCertificates[1]) is offered: the request asks for 'billing'.",
    )
    expect(await summary({ clientCert: false })).toBe('No client certificate: the request asks for none.')
    expect(await summary({ clientCert: { cert: renewed.chain, key: renewed.key } })).toBe(
      'The client certificate of the request is offered (clientCert.cert).',
    )
  })

  test.each([
    [
      'biling',
      "The config has no client certificate named 'biling'.\n    Names in the config: orders, billing, off. Did you mean 'billing'?",
    ],
    ['off', "The client certificate 'off' is switched off in the config.\n    Remove its `enabled: false`."],
  ])('the name %s is refused', async (clientCert, words) => {
    const credentials = await credentialsOf(config)
    expect(() => credentials.profileFor(url, { clientCert })).toThrow(words)
  })

  test('what a request gives and cannot be used is refused as an option of the request', async () => {
    const credentials = await credentialsOf({})
    const [first, second] = [renewed, await authority.issueClient()]
    const mismatch = credentials.profileFor(url, { clientCert: { cert: first.chain, key: second.key } })
    await expect(mismatch).rejects.toMatchObject({
      problems: [{ file: 'options of the request', path: 'clientCert.key' }],
    })
    for (const [overrides, place] of [
      [{ ca: 'absent.pem' }, 'ca'],
      [{ ciphers: 'NONE-SUCH' }, 'ciphers'],
      [{ proxy: 'socks5://user:canary@host' }, 'proxy'],
      [{ minVersion: 'TLS1.2' as never }, 'minVersion'],
    ] as const) {
      const error = await rejection(async () => credentials.profileFor(url, overrides))
      expect(error.problems).toMatchObject([{ file: 'options of the request', path: place }])
      expect(error.message).not.toContain('canary')
    }
  })
})

describe('the key of a profile', () => {
  test('is equal for equal profiles, and differs whenever one of its parts does', async () => {
    const credentials = await credentialsOf({
      clientCertificates: [
        { name: 'orders', host: '*', ...orders },
        { name: 'billing', host: 'x', ...billing },
        { name: 'again', host: 'y', ...orders },
      ],
    })
    const key = async (overrides = {}) => (await credentials.profileFor(url, overrides)).key
    const keys = [
      await key(),
      await key({ clientCert: false }),
      await key({ clientCert: 'billing' }),
      await key({ clientCert: 'again' }),
      await key({ ca: authority.certificate }),
      await key({ verify: false }),
      await key({ servername: 'x' }),
      await key({ minVersion: 'TLSv1.3' }),
      await key({ maxVersion: 'TLSv1.2' }),
      await key({ ciphers: 'TLS_AES_128_GCM_SHA256' }),
      await key({ http2: true }),
      await key({ proxy: 'http://user:canary@a' }),
      await key({ proxy: 'http://user:canary2@a' }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(await key({ clientCert: 'orders' })).toBe(keys[0])
    expect(await key({ proxy: 'http://user:canary@a' })).toBe(keys[11])
    expect(keys.join()).not.toContain('canary')
  })

  test('equal keys share one context', async () => {
    const credentials = await credentialsOf({ clientCertificates: [{ host: '*', ...orders }] })
    const [first, second] = [await credentials.profileFor(url), await credentials.profileFor(new URL('https://b'))]
    expect(second.secureContext).toBe(first.secureContext)
    expect((await credentials.profileFor(url, { clientCert: false })).secureContext).not.toBe(first.secureContext)
  })
})

describe('rotation', () => {
  /** Some file systems count time in steps: say plainly that the file is a later one. */
  function rewrite(name: string, content: string, seconds: number): void {
    lab.write(name, content)
    const later = new Date(Date.now() + seconds * 1000)
    utimesSync(path.join(lab.folder, name), later, later)
  }

  test('a changed certificate takes effect for the next connection', async () => {
    const first = await authority.issueClient({ subject: 'CN=first' })
    lab.write('rotating.crt', first.chain)
    lab.write('rotating.key', first.key)
    const credentials = await credentialsOf({
      clientCertificates: [{ host: '*', cert: 'rotating.crt', key: 'rotating.key' }],
    })
    const before = await credentials.profileFor(url)
    rewrite('rotating.crt', renewed.chain, 5)
    await expect(credentials.profileFor(url)).rejects.toThrow('rotating.key is not the key of the certificate')
    rewrite('rotating.key', renewed.key, 5)
    const after = await credentials.profileFor(url)
    expect(before.clientCertificate?.subject).toBe('CN=first')
    expect(after.clientCertificate?.subject).toBe('CN=renewed')
    expect(after.key).not.toBe(before.key)
  })

  test('a changed bundle takes effect for the next connection', async () => {
    lab.write('rotating-ca.pem', authority.certificate)
    const credentials = await credentialsOf({ ca: 'rotating-ca.pem' })
    const before = await credentials.profileFor(url)
    rewrite('rotating-ca.pem', (await createAuthority({ name: 'Next' })).certificate, 5)
    const after = await credentials.profileFor(url)
    expect(after.key).not.toBe(before.key)
    expect(after.secureContext).not.toBe(before.secureContext)
  })

  test('a file that is gone is an error, and a corrected one is taken', async () => {
    lab.write('vanishing.crt', renewed.chain)
    lab.write('vanishing.key', renewed.key)
    const credentials = await credentialsOf({
      clientCertificates: [{ host: '*', cert: 'vanishing.crt', key: 'vanishing.key' }],
    })
    await credentials.profileFor(url)
    rmSync(path.join(lab.folder, 'vanishing.key'))
    expect((await rejection(async () => credentials.profileFor(url))).problems).toMatchObject([
      { path: 'clientCertificates[0].key', message: 'The file vanishing.key does not exist.' },
    ])
    writeFileSync(path.join(lab.folder, 'vanishing.key'), renewed.key)
    expect((await credentials.profileFor(url)).clientCertificate?.subject).toBe('CN=renewed')
  })
})

async function rejection(act: () => Promise<unknown>): Promise<ConfigError> {
  const error: unknown = await act().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ConfigError) return error
  throw new Error('no ConfigError', { cause: error })
}
