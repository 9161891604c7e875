import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeConfig } from '../../src/cli/edit/change-config.ts'
import { createLab, type Lab } from '../credentials/lab.ts'
import { call } from './called.ts'

let lab: Lab
beforeAll(async () => {
  lab = await createLab()
  lab.write('package.json', '{ "type": "module" }\n')
})
afterAll(() => lab.remove())

const entries = `{ name: 'orders', host: 'api.internal', port: 8443, cert: 'orders.crt', key: 'orders.key' }`

/** The same config wherever it may stand, each with something that has to survive: comments, quotes, indentation, line ends. */
const places: Record<string, string> = {
  'mtls.config.ts': `// who we are
export default {
  clientCertificates: [
    // the orders service
    ${entries}, // signed by hand
  ],
  verify: true, // always
}
`,
  'mtls.config.mjs': `const config = {
\tclientCertificates: [
\t\t${entries.replaceAll("'", '"')}
\t],
};
export default config;
`,
  'mtls.config.cjs': `'use strict'\r\nmodule.exports = { clientCertificates: [${entries}] } // one line\r\n`,
  'mtls.config.js': `export default () => ({\n    /* block */ clientCertificates: [${entries},],\n})\n`,
  '.mtlsrc.json': `{
    "clientCertificates": [
        { "name": "orders", "host": "api.internal", "port": 8443, "cert": "orders.crt", "key": "orders.key" }
    ],
    "verify": true
}
`,
  '.mtlsrc': `# who we are
clientCertificates:
- name: orders # the service
  host: api.internal
  port: 8443
  cert: orders.crt
  key: 'orders.key'

verify: true
`,
  '.config/mtlsrc.yaml': `verify: true
clientCertificates:
    - { name: orders, host: api.internal, port: 8443, cert: ../orders.crt, key: ../orders.key } # flow
`,
  'package.json': `{
  "name": "suite",
  "type": "module",
  "mtls": {
    "clientCertificates": [
      { "name": "orders", "host": "api.internal", "port": 8443, "cert": "orders.crt", "key": "orders.key" }
    ]
  }
}
`,
}

describe.each(Object.entries(places))('%s', (place, before) => {
  const file = () => path.join(lab.folder, place)
  const text = () => readFileSync(file(), 'utf8')
  const edited = async (...args: string[]) => {
    const called = await call(lab.folder, [...args, '--config', place])
    expect(called).toMatchObject({ code: 0, note: '' })
    return text()
  }

  test('is edited in place, and is what it was when all is taken back', async () => {
    lab.write(place, before)
    if (place !== 'package.json') chmodSync(file(), 0o640)
    const added = await edited(
      'add',
      'billing.internal:9443',
      '--pfx',
      'billing.p12',
      '--passphrase-env',
      'PASS',
      '--name',
      'billing',
    ).catch((error) => error)
    // The variable is not set: nothing is written.
    expect(added).toBeInstanceOf(Error)
    expect(text()).toBe(before)
    const withBilling = await edited(
      'add',
      'billing.internal:9443',
      '--cert',
      'billing.crt',
      '--key',
      'billing.key',
      '--name',
      'billing',
    )
    expect(withBilling).toMatchSnapshot()
    const disabled = await edited('disable', 'billing')
    expect(disabled).toMatchSnapshot()
    const { out } = await call(lab.folder, ['list', '--json', '--config', place])
    expect(JSON.parse(out).clientCertificates).toMatchObject([
      { name: 'orders', enabled: true, chain: [{ subject: 'CN=orders' }, {}] },
      { name: 'billing', host: 'billing.internal', port: 9443, enabled: false },
    ])
    expect(await edited('enable', 'billing.internal:9443')).toContain('true')
    expect(await edited('remove', 'billing')).toMatchSnapshot()
    expect(await edited('remove', 'api.internal')).toMatchSnapshot()
    if (place !== 'package.json') expect(statSync(file()).mode & 0o777).toBe(0o640)
  })
})

test('a config that computes its entries is left alone, with the lines to write by hand', async () => {
  const computed = `const hosts = ['api.internal']\nexport default { clientCertificates: hosts.map((host) => ({ host, cert: 'orders.crt', key: 'orders.key' })) }\n`
  lab.write('computed.mjs', computed)
  const added = await call(lab.folder, [
    'add',
    'other.internal',
    '--cert',
    'orders.crt',
    '--key',
    'orders.key',
    '--config',
    'computed.mjs',
  ])
  expect(added.code).toBe(1)
  expect(added.out).toMatchInlineSnapshot(`
    "computed.mjs was left alone: clientCertificates is computed.
    Write this into clientCertificates by hand:
      { host: 'other.internal', cert: 'orders.crt', key: 'orders.key' }
    "
  `)
  const removed = await call(lab.folder, ['remove', 'api.internal', '--config', 'computed.mjs'])
  expect(removed.out).toMatchInlineSnapshot(`
    "computed.mjs was left alone: the list is computed.
    Remove the entry clientCertificates[0] (api.internal:443) by hand.
    "
  `)
  expect(readFileSync(path.join(lab.folder, 'computed.mjs'), 'utf8')).toBe(computed)
})

test('what a run would refuse is not written', async () => {
  const before = places['mtls.config.ts']!
  lab.write('checked.config.ts', before)
  const args = [
    'add',
    'other.internal',
    '--cert',
    'orders.crt',
    '--key',
    'billing.key',
    '--config',
    'checked.config.ts',
  ]
  const { code, note } = await call(lab.folder, args)
  expect(code).toBe(1)
  expect(note).toMatchInlineSnapshot(`
    "vitest-mtls: One problem in the mTLS configuration: checked.config.ts
      clientCertificates[1].key
        The file billing.key is not the key of the certificate (CN=orders; O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority).
        Give the key that was made for this certificate.
    "
  `)
  expect(readFileSync(path.join(lab.folder, 'checked.config.ts'), 'utf8')).toBe(before)
})

test.each([
  ['broken.config.ts', 'export default {\n  verify: [\n}\n', 3],
  ['broken.json', '{\n  "verify": [\n}\n', 3],
  ['broken.yaml', 'verify: true\nca: [\n', 3],
])('%s, which does not parse, is left alone, and the line is told', async (name, text, line) => {
  lab.write(name, text)
  const file = path.join(lab.folder, name)
  expect(await changeConfig(file, (document) => document.set(['verify'], false))).toEqual({
    written: false,
    reason: `the file does not parse: the mistake is at line ${line}`,
  })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('a file that changes meanwhile is not overwritten', async () => {
  lab.write('raced.json', places['.mtlsrc.json']!)
  const file = path.join(lab.folder, 'raced.json')
  const change = changeConfig(file, (document) => {
    writeFileSync(file, '{}')
    return document.set(['verify'], false)
  })
  await expect(change).rejects.toThrow(/changed by somebody else/)
  expect(readFileSync(file, 'utf8')).toBe('{}')
})

test.each([
  [['remove', 'ordres'], /did you mean orders\?/],
  [['remove'], /missing required argument/],
  [['add', 'api.internal'], /--cert and --key, or --pfx/],
  [['add', 'api.internal', '--cert', 'orders.crt'], /--key is missing/],
  [['add', 'api.internal', '--cert', 'none.crt', '--key', 'orders.key'], /--cert: there is no such file/],
  [['add', 'api.internal', '--pfx', 'orders.p12', '--cert', 'orders.crt'], /either --pfx, or --cert with --key/],
  [['add', 'http://api.internal', '--pfx', 'orders.p12'], /https alone/],
  [['add', 'a b', '--pfx', 'orders.p12'], /has a space/],
  [['add', 'api.internal', '--pfx', 'orders.p12', '--passphrase-env', 'hunter 2'], /name of an environment variable/],
])('%j is called wrongly', async (args, message) => {
  lab.write('.mtlsrc.json', places['.mtlsrc.json']!)
  const { code, out, note } = await call(lab.folder, [...args, '--config', '.mtlsrc.json'])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(note).toMatch(message)
  expect(note.trim().split('\n')).toHaveLength(1)
})
