import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { caEntryOptions, mtlsOptions } from '../../src/config/option-table.ts'
import type { OptionTable } from '../../src/config/shape.ts'
import { mtls } from '../../src/plugin/mtls.ts'
import { pluginOptionsShape } from '../../src/plugin/plugin-option-table.ts'
import MtlsReporter from '../../src/plugin/reporter.ts'
import { reporterOptionsShape } from '../../src/plugin/reporter-option-table.ts'
import { checkInit } from '../../src/request/check-init.ts'
import { createClient } from '../../src/request/client.ts'
import { handshakes } from '../../src/request/handshakes.ts'
import { requestOptions } from '../../src/request/request-options.ts'
import { hostileValues, mistakeOf } from './hostile-values.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mtls-wrong-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

const namesOf = (shape: { kind: string; options?: OptionTable }) => Object.keys(shape.options ?? {})
const load = (config: unknown) => loadConfig({ root: folder, config: config as never, env: {} })

/** How an option is given a value, by the call and its name. */
const options: [call: string, name: string, give: (value: unknown) => unknown][] = [
  ...Object.keys(mtlsOptions).flatMap((name): typeof options => [
    ['config', name, (value) => load({ [name]: value })],
    ['config, in a list', name, (value) => load({ [name]: [value] })],
  ]),
  ...Object.keys(caEntryOptions).map((name): (typeof options)[number] => [
    'an entry of ca',
    name === 'enabled' || name === 'passphrase' ? 'ca' : name.replace('hosts', 'host'),
    (value) => load({ ca: [{ file: '-----BEGIN', [name]: value }] }),
  ]),
  ...['name', 'host', 'port', 'cert', 'key', 'pfx', 'passphrase', 'servername', 'verify', 'enabled', 'optional'].map(
    (name): (typeof options)[number] => [
      'an entry of clientCertificates',
      'clientCertificates[0]',
      (value) => load({ clientCertificates: [{ host: 'a', cert: '-----BEGIN', key: '-----BEGIN', [name]: value }] }),
    ],
  ),
  ...namesOf(pluginOptionsShape).map((name): (typeof options)[number] => [
    'mtls()',
    name,
    (value) => mtls({ [name]: value } as never),
  ]),
  ...namesOf(reporterOptionsShape).map((name): (typeof options)[number] => [
    'the reporter',
    name,
    (value) => new MtlsReporter({ [name]: value } as never),
  ]),
  ...namesOf(requestOptions).map((name): (typeof options)[number] => [
    'request()',
    name,
    (value) => checkInit({ [name]: value } as never),
  ]),
  ...['cert', 'key', 'pfx', 'passphrase', 'name'].map((name): (typeof options)[number] => [
    'clientCert of request()',
    'clientCert',
    (value) => checkInit({ clientCert: { cert: 'a', key: 'b', [name]: value } } as never),
  ]),
  ...['host', 'port', 'client'].map((name): (typeof options)[number] => [
    'handshakes()',
    'handshakes()',
    (value) => handshakes({ [name]: value } as never),
  ]),
]

/** What a getter throws is the user's where somebody else's code reads it, or where the profile is chosen. */
const readElsewhere = /signal|headers|body|profiles/

test.each(options)('%s: %s', async (_, name, give) => {
  for (const [kind, value] of hostileValues()) {
    if (kind === 'a Proxy that throws' && readElsewhere.test(name)) continue
    expect(await mistakeOf(() => give(value), name), kind).toBeUndefined()
  }
})

describe('in place of all options', () => {
  test.each<[string, string, (value: unknown) => unknown]>([
    ['mtls()', 'options of the plugin', (value) => mtls(value as never)],
    ['the reporter', 'options of the reporter', (value) => new MtlsReporter(value as never)],
    ['handshakes()', 'handshakes()', (value) => handshakes(value as never)],
    ['createClient()', 'mTLS configuration', (value) => createClient(value as never).tlsOptions('https://a')],
  ])('%s', async (_, name, give) => {
    for (const [kind, value] of hostileValues()) {
      if (kind === 'a Proxy that throws') continue
      expect(await mistakeOf(() => give(value), name), kind).toBeUndefined()
    }
  })
})

describe('in place of a URL', () => {
  const client = createClient({})
  test.each<[string, (value: unknown) => unknown]>([
    ['request()', (value) => client.request(value as never)],
    ['tlsOptions()', (value) => client.tlsOptions(value as never)],
    ['explain()', (value) => client.explain(value as never)],
  ])('%s', async (call, give) => {
    for (const [kind, value] of hostileValues()) {
      if (value instanceof URL || kind === 'a Proxy that throws' || value instanceof Error) continue
      expect(await mistakeOf(() => give(value), `${call} takes a URL such as`), kind).toBeUndefined()
    }
  })

  test('in words, and without a secret', async () => {
    await expect(client.request('/orders')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request() takes a URL such as https://api.internal:8443/orders; it cannot parse '/orders'.]`,
    )
    const key = `MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg${'Ab9'.repeat(20)}`
    for (const give of [client.request, client.tlsOptions, client.explain]) {
      const error = await Promise.resolve(give(key as never)).catch((reason: unknown) => reason)
      expect(String(error)).toContain('cannot parse a string of ')
      expect(JSON.stringify({ ...(error as object) })).not.toContain('MIG')
    }
  })
})
