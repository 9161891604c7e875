import { readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { call, folderWith } from './called.ts'

const schema = JSON.parse(readFileSync('schema/command.schema.json', 'utf8'))
// Types stand in `anyOf`, and half a dozen definitions only describe.
const ajv = new Ajv.default({ strict: true, allowUnionTypes: true }).addSchema(schema, 'command')

let server: MtlsServer
let files: Record<string, string>
beforeAll(async () => {
  const authority = await createAuthority()
  const client = await authority.issueClient()
  server = await startMtlsServer({ identity: await authority.issueServer(), clientCertificate: 'none' })
  files = {
    'ca.pem': authority.certificate,
    'a.crt': client.certificate,
    'a.key': client.key,
    'mtls.config.json': JSON.stringify({
      ca: ['ca.pem'],
      clientCertificates: [{ name: 'a', host: 'localhost', port: server.port, cert: 'a.crt', key: 'a.key' }],
    }),
    'computed.mjs': `export default { clientCertificates: [1].map(() => ({ host: 'a.test', cert: 'a.crt', key: 'a.key' })) }`,
    'list.json': '[{ "name": "x", "matches": ["https://x.test/*"], "pfx": { "src": "x.p12" }, "passphrase": "p" }]',
  }
})
afterAll(() => server.close())

test.each<[definition: string, args: string[], code: number]>([
  ['list', ['list'], 0],
  ['check', ['check'], 0],
  ['check', ['check', '--expiry', '100w'], 1],
  ['explain', ['explain', 'URL'], 0],
  ['explain', ['explain', 'https://other.test'], 0],
  ['probe', ['probe', 'URL'], 0],
  ['probe', ['probe', 'https://localhost:1'], 1],
  ['probes', ['probe', 'URL', '--repeat', '2'], 0],
  ['scan', ['scan', 'URL'], 0],
  ['add', ['add', 'b.test', '--cert', 'a.crt', '--key', 'a.key'], 0],
  ['add', ['add', 'b.test', '--cert', 'a.crt', '--key', 'a.key', '--config', 'computed.mjs'], 1],
  ['edit', ['disable', 'a'], 0],
  ['edit', ['remove', 'a.test', '--config', 'computed.mjs'], 1],
  ['import', ['import', 'list.json', '--dry-run'], 0],
  ['import', ['import', 'list.json'], 0],
  ['matrixError', ['matrix', 'URL', '--like', 'a'], 1],
  ['init', ['init', '--yes'], 0],
  ['problems', ['list', '--config', 'package.json', '--profile', 'none'], 1],
])('%s: %j', async (definition, args, code) => {
  const folder = folderWith(files)
  const called = await call(folder, [...args.map((arg) => arg.replace('URL', server.url)), '--json'])
  expect({ code: called.code, note: called.note }).toEqual({ code, note: '' })
  const validate = ajv.getSchema(`command#/$defs/${definition}`)!
  const data = JSON.parse(called.out)
  validate(data)
  expect(validate.errors).toBeNull()
})
