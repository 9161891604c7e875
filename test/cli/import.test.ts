import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { call, folderWith } from './called.ts'
import { explainEntries } from './explained.ts'

const pretty = (value: unknown) => JSON.stringify(value, null, 2)
const secret = 'cAnArY-passphrase-4711'

/** For each tool: a file as its documentation shows one, and which certificate the tool itself offers for a URL. */
const samples: { tool: string; file: string; content: string; choices: Record<string, string | undefined> }[] = [
  {
    tool: 'Newman',
    file: 'ssl-client-cert-list.json',
    content: pretty([
      {
        name: 'api',
        matches: ['https://api.example.com/*', 'https://*.internal.example.com:8443/v1/*'],
        key: { src: './api.key' },
        cert: { src: './api.crt' },
        passphrase: secret,
      },
      { name: 'wild', matches: ['https://*.example.com/*'], pfx: { src: './wild.p12' }, passphrase: secret },
      {
        name: 'never',
        matches: ['https://pay.example.com/*', 'http://plain.example.com/*'],
        key: { src: './never.key' },
        cert: { src: './never.crt' },
      },
      { name: 'all', matches: ['*://*:*/*'], key: { src: './all.key' }, cert: { src: './all.crt' } },
    ]),
    choices: {
      'https://api.example.com/x': 'api.crt',
      'https://api.example.com:8443/x': 'all.crt',
      'https://a.internal.example.com:8443/v1/y': 'api.crt',
      'https://internal.example.com:8443/v1/y': 'api.crt',
      'https://a.internal.example.com/': 'wild.p12',
      'https://example.com/': 'wild.p12',
      'https://pay.example.com/': 'wild.p12',
      'https://plain.example.com/': 'wild.p12',
      'https://other.test/': 'all.crt',
      'https://other.test:9000/': 'all.crt',
    },
  },
  {
    tool: 'Playwright',
    file: 'playwright.config.ts',
    content: `import path from 'node:path'
import fs from 'node:fs'
import { defineConfig } from '@playwright/test'
const certs = { pass: '${secret}' }
export default defineConfig({
  use: {
    clientCertificates: [
      { origin: 'https://example.com', certPath: './cert.pem', keyPath: path.join(__dirname, 'keys', 'key.pem'), passphrase: process.env.KEY_PASS },
      { origin: 'https://example.com:8443', pfxPath: 'other.p12', passphrase: '${secret}' },
      { origin: 'https://buffers.test', cert: fs.readFileSync('./buffer.pem'), key: fs.readFileSync(\`\${__dirname}/buffer.key\`) },
      { origin: process.env.ORIGIN, pfxPath: 'env.p12' },
    ],
  },
})
`,
    choices: {
      'https://example.com/': 'cert.pem',
      'https://example.com:8443/': 'other.p12',
      'https://sub.example.com/': undefined,
      'https://buffers.test/': 'buffer.pem',
    },
  },
  {
    tool: 'Cypress',
    file: 'cypress.config.js',
    content: `const { defineConfig } = require('cypress')
module.exports = defineConfig({
  clientCertificates: [
    { url: 'https://a.host.com', ca: ['certs/ca.pem'], certs: [{ cert: 'certs/cert.pem', key: 'certs/private.key', passphrase: 'certs/pem-passphrase.txt' }] },
    { url: 'https://b.host.com/a_base_route/**', ca: [], certs: [{ pfx: '/home/tester/certs/cert.pfx', passphrase: '/home/tester/certs/pfx-passphrase.txt' }] },
    { url: 'https://a.host.*.com/', ca: [], certs: [{ pfx: 'certs/c.pfx' }] },
    { url: 'https://**.wild.com:9443/**', certs: [{ pfx: 'certs/w.pfx' }] },
  ],
})
`,
    choices: {
      'https://a.host.com/': 'cert.pem',
      'https://b.host.com/a_base_route/x': 'cert.pfx',
      'https://x.wild.com:9443/': 'w.pfx',
      'https://x.wild.com/': undefined,
    },
  },
  {
    tool: 'Bruno',
    file: 'bruno.json',
    content: pretty({
      version: '1',
      name: 'orders',
      clientCertificates: {
        enabled: true,
        certs: [
          { domain: 'off.example.com', type: 'cert', certFilePath: 'off.crt', keyFilePath: 'off.key', disabled: true },
          {
            domain: '*.example.com',
            type: 'cert',
            certFilePath: 'certs/wild.crt',
            keyFilePath: 'certs/wild.key',
            passphrase: secret,
          },
          {
            domain: 'api.example.com',
            type: 'pfx',
            pfxFilePath: '{{process.env.CERTS}}/api.p12',
            passphrase: '{{API_PASS}}',
          },
          { domain: 'localhost:8443', type: 'pfx', pfxFilePath: 'local.p12', passphrase: '' },
        ],
      },
    }),
    choices: {
      'https://off.example.com/': 'wild.crt',
      'https://api.example.com/': 'wild.crt',
      'https://api.example.com:8443/': 'wild.crt',
      'https://localhost:8443/': 'local.p12',
      'https://localhost/': undefined,
    },
  },
  {
    tool: 'Insomnia',
    file: 'Insomnia.json',
    content: pretty({
      _type: 'export',
      __export_format: 4,
      resources: [
        { _type: 'workspace', name: 'Orders' },
        {
          _type: 'client_certificate',
          host: 'api.example.com',
          passphrase: secret,
          cert: '/certs/first.crt',
          key: '/certs/first.key',
          pfx: null,
          disabled: false,
        },
        {
          _type: 'client_certificate',
          host: '*.example.com:*',
          passphrase: null,
          cert: null,
          key: null,
          pfx: '/certs/wild.p12',
          disabled: false,
        },
        { _type: 'client_certificate', host: 'off.test', pfx: '/certs/off.p12', disabled: true },
        { _type: 'ca_certificate', path: '/certs/ca.pem', disabled: false },
      ],
    }),
    choices: {
      // Of several that match the last one's options reach libcurl.
      'https://api.example.com/': 'wild.p12',
      'https://b.example.com:9000/': 'wild.p12',
      'https://off.test/': undefined,
    },
  },
  {
    tool: 'Bruno',
    file: 'opencollection.yml',
    content: `opencollection: 1.0.0
config:
  clientCertificates:
    - domain: api.example.com
      type: pem
      certificateFilePath: certs/api.pem
      privateKeyFilePath: certs/api.key
      passphrase: ${secret}
    - domain: "*.example.com:8443"
      type: pkcs12
      pkcs12FilePath: certs/wild.p12
`,
    choices: {
      'https://api.example.com/': 'api.pem',
      'https://b.example.com:8443/': 'wild.p12',
      'https://b.example.com/': undefined,
    },
  },
  {
    tool: 'k6',
    file: 'script.js',
    content: `import http from 'k6/http'
export const options = {
  tlsAuth: [
    { cert: open('./any.pem'), key: open('./any.key') },
    { domains: ['example.com', '*.example.com'], cert: open('mycert.pem'), key: open('mycert-key.pem'), password: '${secret}' },
    { domains: ['inline.test'], cert: \`-----BEGIN CERTIFICATE-----\`, key: '${secret}' },
  ],
}
export default () => http.get('https://example.com')
`,
    choices: {
      'https://example.com/': 'mycert.pem',
      'https://a.example.com:8443/': 'mycert.pem',
      'https://other.test/': 'any.pem',
    },
  },
  {
    tool: 'npm',
    file: '.npmrc',
    content: `; comments stay out
registry=https://npm.internal:4873/
//npm.internal:4873/:certfile=certs/npm.crt
//npm.internal:4873/:keyfile="\${CERTS}/npm.key"
//registry.example.com/team/:certfile=team.crt
//registry.example.com/team/:keyfile=team.key
//registry.example.com/:_authToken=${secret}
cafile=certs/ca.pem
key="${secret}"
`,
    choices: {
      'https://npm.internal:4873/x': 'npm.crt',
      'https://npm.internal/x': undefined,
      'https://registry.example.com/': 'team.crt',
    },
  },
  {
    tool: 'curl',
    file: 'call.sh',
    content: `#!/bin/sh
# the orders
curl -sS --cert certs/orders.pem:${secret} --key certs/orders.key \\
  --cacert certs/ca.pem -H 'authorization: Bearer ${secret}' https://api.internal:8443/orders
curl -E partner.p12 --cert-type P12 --pass "$PARTNER_PASS" -k https://partner.example/
`,
    choices: {
      'https://api.internal:8443/': 'orders.pem',
      'https://api.internal/': undefined,
      'https://partner.example/': 'partner.p12',
    },
  },
]

describe.each(samples)('$tool', ({ tool, file, content, choices }) => {
  test('offers what the tool would offer', async () => {
    const folder = folderWith({ [file]: content })
    const { out, code } = await call(folder, ['import', file, '--dry-run', '--json'])
    expect(code).toBe(0)
    const data = JSON.parse(out)
    expect(data.tool).toBe(tool)
    const ours = Object.fromEntries(Object.keys(choices).map((url) => [url, explainEntries(data.entries, url)]))
    expect(ours).toEqual(choices)
  })

  test('is told as it is written, without a secret', async () => {
    const folder = folderWith({ [file]: content })
    const { out, note } = await call(folder, ['import', file, '--dry-run'])
    expect(out).toMatchSnapshot()
    expect(out + note).not.toContain(secret)
  })

  test('becomes a config that holds no secret', async () => {
    const folder = folderWith({ [file]: content })
    const { code, out } = await call(folder, ['import', file])
    expect(code).toBe(0)
    expect(out).not.toContain(secret)
    expect(readFileSync(path.join(folder, 'mtls.config.mjs'), 'utf8')).not.toContain(secret)
  })
})

test('of a file for --config of curl', async () => {
  const folder = folderWith({
    '.curlrc': `# mine\ncert = "client.pem:${secret}"\n--key client.key\ncacert: ca.pem\ninsecure\nurl "https://api.internal:8443/"\n`,
  })
  const { out } = await call(folder, ['import', '.curlrc', '--dry-run', '--json'])
  expect(out).not.toContain(secret)
  expect(JSON.parse(out)).toMatchObject({
    entries: [{ host: 'api.internal', port: 8443, cert: 'client.pem', key: 'client.key' }],
    ca: [{ file: 'ca.pem', hosts: ['api.internal'] }],
    notes: [{ line: 5, text: '--insecure would be `verify: false`; it was not taken over' }],
  })
})

test('of a command line with short options together, and of one with --next', async () => {
  const folder = folderWith({
    'call.sh': `curl -ksE a.pem:${secret} -d '-E no.pem' https://a.test --next -Eb.pem https://b.test\n`,
  })
  const { entries } = JSON.parse((await call(folder, ['import', 'call.sh', '--dry-run', '--json'])).out)
  expect(entries).toEqual([
    { host: 'a.test', cert: 'a.pem', key: 'a.pem', passphrase: '${A_TEST_PASSPHRASE}' },
    { host: 'b.test', cert: 'b.pem', key: 'b.pem' },
  ])
})

test.each<[what: string, file: string, content: string, notes: string[]]>([
  [
    'computed lists, spread entries, and servers that are not verified',
    'playwright.config.ts',
    `import { defineConfig } from '@playwright/test'
const use = { ignoreHTTPSErrors: true, clientCertificates: [{ origin: 'https://a.test', pfxPath: 'a.p12' }, ...more] }
export default defineConfig({ use, projects: [{ use: { clientCertificates: certificates() } }] })`,
    [
      '2: ignoreHTTPSErrors would be `verify: false`; it was not taken over',
      '2: the origin is computed: write this entry by hand',
      '3: clientCertificates is computed: write its entries by hand',
    ],
  ],
  [
    'computed domains, which would else be all of them',
    'script.js',
    `const cert = open('a.pem'), key = open('a.key')
export const options = {
  insecureSkipTLSVerify: true,
  tlsAuth: [{ domains: [HOST], cert, key }, { domains: hosts(), cert, key }, { domains: ['b.test'], cert, key }],
}`,
    [
      '3: insecureSkipTLSVerify would be `verify: false`; it was not taken over',
      '4: the domain is computed: write its entry by hand',
      '4: the domains are computed: write this entry by hand',
    ],
  ],
  [
    'certificates and authorities',
    'cypress.config.js',
    `module.exports = { clientCertificates: [
  { url: 'https://a.test', ca: [root()], certs: list() },
  { url: 'https://b.test', certs: [{ pfx: 'b.p12' }] },
] }`,
    [
      '2: the path of a CA is computed: add it to ca by hand',
      '2: certs is missing, empty or computed: write this entry by hand',
    ],
  ],
  [
    'entries without a match',
    'list.json',
    pretty([
      { matches: [], pfx: { src: 'a.p12' } },
      { matches: ['https://b.test/*'], pfx: { src: 'b.p12' } },
    ]),
    ['2: it has no list `matches`, and is never used there'],
  ],
  [
    'authorities that are switched off',
    'insomnia.json',
    pretty({
      resources: [
        { _type: 'ca_certificate', path: 'ca.pem', disabled: true },
        { _type: 'workspace', certificates: [{ host: 'a.test', pfx: 'a.p12' }] },
      ],
    }),
    ['3: the CA is switched off there; it was not taken over'],
  ],
])('what is left out is said: %s', async (_, file, content, notes) => {
  const folder = folderWith({ [file]: content })
  const data = JSON.parse((await call(folder, ['import', file, '--dry-run', '--json'])).out)
  expect(data.notes.map(({ line, text }: { line: number; text: string }) => `${line}: ${text}`)).toEqual(notes)
  expect(data.entries).toHaveLength(1)
})

test('a passphrase that is computed, or a variable of the tool itself, has to be set', async () => {
  const folder = folderWith({
    'playwright.config.ts': `import { test } from '@playwright/test'
export default { use: { clientCertificates: [{ origin: 'https://a.test', pfxPath: 'a.p12', passphrase: secret() }] } }`,
    'bruno.json': pretty({
      clientCertificates: { certs: [{ domain: 'a.test', type: 'pfx', pfxFilePath: 'a.p12', passphrase: '{{pass}}' }] },
    }),
  })
  for (const file of ['playwright.config.ts', 'bruno.json']) {
    const { exports } = JSON.parse((await call(folder, ['import', file, '--dry-run', '--json'])).out)
    expect(exports.join()).toMatch(/^export A_TEST_PASSPHRASE=\.\.\. {2}# the passphrase at line \d+ of/)
  }
})

test('goes into a config that is there', async () => {
  const folder = folderWith({
    'mtls.config.mjs': `export default {\n  // mine\n  clientCertificates: [\n    { host: 'mine.test', pfx: 'mine.p12' }, // stays\n  ],\n}\n`,
    'list.json': samples[0]!.content,
  })
  const { code } = await call(folder, ['import', 'list.json'])
  expect(code).toBe(0)
  const written = readFileSync(path.join(folder, 'mtls.config.mjs'), 'utf8')
  expect(written).toContain("{ host: 'mine.test', pfx: 'mine.p12' }, // stays")
  expect(written).toContain("host: 'pay.example.com'")
})

test('says what it cannot read', async () => {
  const folder = folderWith({
    'odd.json': '{ "a": 1 }',
    'broken.json': '[{]',
    'broken.ts': 'export default {\n  use: { clientCertificates: [ }\n}\n',
    'text.txt': 'hello',
  })
  expect((await call(folder, ['import', 'odd.json'])).note).toMatchInlineSnapshot(`
    "vitest-mtls: odd.json has no client certificates of a tool that is known here (newman, playwright, cypress, bruno, insomnia, k6, npmrc, curl); name the tool with --from
    "
  `)
  expect((await call(folder, ['import', 'broken.json'])).note).toMatchInlineSnapshot(`
    "vitest-mtls: the file is no valid JSON: the mistake is at line 1
    "
  `)
  expect((await call(folder, ['import', 'broken.ts', '--from', 'playwright'])).note).toMatchInlineSnapshot(`
    "vitest-mtls: the file is no valid JavaScript or TypeScript: the mistake is at line 2
    "
  `)
  expect((await call(folder, ['import', 'text.txt'])).note).toMatchInlineSnapshot(`
    "vitest-mtls: text.txt is of no tool that is known here; name it with --from
    "
  `)
  expect((await call(folder, ['import', 'none.json'])).note).toMatchInlineSnapshot(`
    "vitest-mtls: none.json: there is no such file in .
    "
  `)
  expect(await call(folder, ['import', 'odd.json', '--from', 'postman'])).toMatchObject({ code: 2 })
  const collection = '{ "info": { "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" } }'
  const others = folderWith({ 'collection.json': collection, 'run.sh': 'newman run x.json --ssl-client-cert a.pem' })
  expect((await call(others, ['import', 'collection.json'])).note).toContain(
    "the file for Newman's --ssl-client-cert-list",
  )
  expect((await call(others, ['import', 'run.sh'])).note).toContain(
    'import the file that its --ssl-client-cert-list names',
  )
})
