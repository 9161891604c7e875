import { createPrivateKey } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { createProgram } from '../../src/cli/program.ts'
import { createAuthority } from '../../src/testing/issue/create-authority.ts'
import { call, folderWith } from './called.ts'

const pages = fileURLToPath(new URL('../../docs/command/', import.meta.url))
const env = { ORDERS_KEY_PASSPHRASE: 'open sesame' }

let server: MtlsServer
let files: Record<string, string>
beforeAll(async () => {
  const authority = await createAuthority({ subject: 'CN=Internal CA' })
  const [site, orders, old] = await Promise.all([
    authority.issueServerCertificate({ hosts: ['localhost'] }),
    authority.issueClientCertificate({ subject: 'CN=orders', validFor: '90 days' }),
    authority.issueClientCertificate({ subject: 'CN=old', expired: '9 days' }),
  ])
  server = await startMtlsServer({
    identity: { chain: site.cert, key: site.key },
    ca: authority.cert,
    clientCertificate: 'require',
  })
  files = {
    'package.json': '{ "devDependencies": { "vitest": "^4" } }',
    'vitest.config.ts': "import { defineConfig } from 'vitest/config'\n\nexport default defineConfig({})\n",
    'certs/ca.pem': authority.cert,
    'certs/orders.crt': orders.cert,
    'certs/orders.key': createPrivateKey(orders.key).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: env.ORDERS_KEY_PASSPHRASE,
    }) as string,
    'certs/old.crt': old.cert,
    'certs/old.key': old.key,
    'mtls.config.json': `{
  "ca": ["certs/ca.pem"],
  "clientCertificates": [
    { "name": "orders", "host": "localhost", "port": ${server.port}, "cert": "certs/orders.crt", "key": "certs/orders.key", "passphrase": "\${ORDERS_KEY_PASSPHRASE}" },
    { "name": "old", "host": "old.internal", "cert": "certs/old.crt", "key": "certs/old.key" }
  ]
}
`,
    'ssl-client-cert-list.json': `[
  {
    "name": "orders",
    "matches": ["https://api.internal:8443/*"],
    "cert": { "src": "certs/orders.crt" },
    "key": { "src": "certs/orders.key" },
    "passphrase": "open sesame"
  },
  { "name": "partner", "matches": ["https://*.partner.example/v2/*"], "pfx": { "src": "certs/partner.p12" } }
]
`,
  }
})
afterAll(() => server.close())

const names = readdirSync(pages).filter((name) => name !== 'README.md')

test.each(names)('%s shows what the command says', async (name) => {
  const page = readFileSync(path.join(pages, name), 'utf8')
  const blocks = [...page.matchAll(/```console\n\$ npx vitest-mtls ([^\n]*)\n([\s\S]*?)```/g)]
  expect(blocks.length).toBeGreaterThan(0)
  let written = page
  for (const [block, line, shown] of blocks) {
    const { init, ...rest } = { init: line!.startsWith('init'), ...files }
    const folder = folderWith(init ? { ...rest, 'mtls.config.json': '' } : rest)
    if (init) (await import('node:fs')).rmSync(path.join(folder, 'mtls.config.json'))
    const args = line!.replaceAll(/localhost:8443/g, `localhost:${server.port}`).split(' ')
    const { out, note } = await call(folder, args, { env, columns: 100 })
    const actual = asOnThePage(out + note)
    // `UPDATE_DOCS=1` writes the pages anew.
    if (process.env.UPDATE_DOCS === '1')
      written = written.replace(block!, () => `\`\`\`console\n$ npx vitest-mtls ${line}\n${actual}\`\`\``)
    else expect(comparable(actual)).toBe(comparable(shown!))
  }
  if (written !== page) writeFileSync(path.join(pages, name), written)
})

test('every command has a page', () => {
  const program = createProgram(
    { cwd: '', env: {}, out: () => {}, note: () => {}, color: false, columns: 80, interactive: false },
    () => {},
  )
  const text = names.map((name) => readFileSync(path.join(pages, name), 'utf8')).join('\n')
  for (const command of program.commands) {
    expect(text).toContain(`npx vitest-mtls ${command.name()}`)
    const own = readFileSync(path.join(pages, 'README.md'), 'utf8') + text
    for (const { long } of command.options) expect(own, `${command.name()} ${long}`).toContain(long)
  }
})

/** With made-up values for what differs from run to run. */
function asOnThePage(text: string): string {
  return text
    .replaceAll(`localhost:${server.port}`, 'localhost:8443')
    .replaceAll(`"port": ${server.port}`, '"port": 8443')
    .replace(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g, '2027-05-01')
}

/** Widths of columns, days and moments are those of the day on which a page was written. */
function comparable(text: string): string {
  return text
    .replace(/-?\d+ days/g, 'N days')
    .replace(/\b-?\d+(?=\s+(?:good|\d+ warning))/g, 'N')
    .replace(/ended N days ago|in N days/g, 'N')
    .replace(/─+/g, '─')
    .replace(/\s+/g, ' ')
}
