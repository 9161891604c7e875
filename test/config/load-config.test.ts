import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect, promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { type LoadConfigInput, loadConfig } from '../../src/config/load-config.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder with these files. */
function folderWith(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'mtls-config-')))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content)
  }
  return folder
}

function load(root: string, input: Partial<LoadConfigInput> = {}) {
  return loadConfig({ root, env: {}, ...input })
}

const json = '{ "http2": true }'
const yaml = 'http2: true\n'
const esm = 'export default { http2: true }\n'
const cjs = 'module.exports = { http2: true }\n'

describe('every place and format', () => {
  test.each([
    ['package.json', '{ "name": "x", "mtls": { "http2": true } }'],
    ['.mtlsrc', json],
    ['.mtlsrc', yaml],
    ['.mtlsrc.json', json],
    ['.mtlsrc.json', `\uFEFF${json}`],
    ['.mtlsrc.yaml', yaml],
    ['.mtlsrc.yml', yaml],
    ['.mtlsrc.mjs', esm],
    ['.mtlsrc.cjs', cjs],
    ['.mtlsrc.js', cjs],
    ['.config/mtlsrc', yaml],
    ['.config/mtlsrc.json', json],
    ['.config/mtlsrc.yaml', yaml],
    ['.config/mtlsrc.yml', yaml],
    ['.config/mtlsrc.mjs', esm],
    ['.config/mtlsrc.cjs', cjs],
    ['.config/mtlsrc.js', cjs],
    ['mtls.config.mjs', esm],
    ['mtls.config.cjs', cjs],
    ['mtls.config.js', cjs],
    ['mtls.config.json', json],
    ['mtls.config.yaml', yaml],
    ['mtls.config.yml', yaml],
    ['mtls.config.mjs', 'export default async () => ({ http2: true })'],
  ])('%s', async (name, content) => {
    const root = folderWith({ [name]: content })
    const config = await load(root)
    expect(config).toMatchObject({ http2: true, file: path.join(root, name), files: [path.join(root, name)] })
    expect(config.warnings).toEqual([])
  })

  test.each(['.mtlsrc.ts', '.config/mtlsrc.ts', 'mtls.config.ts'])('%s by the given importer', async (name) => {
    const root = folderWith({ [name]: 'export default { http2: true } satisfies object' })
    const imported: string[] = []
    const importModule = async (file: string) => {
      imported.push(file)
      return { default: { http2: true } }
    }
    expect(await load(root, { importModule })).toMatchObject({ http2: true, file: path.join(root, name) })
    expect(imported).toEqual([path.join(root, name)])
  })

  test('TypeScript that Node cannot load is told as such', async () => {
    const root = folderWith({ 'mtls.config.ts': 'export default {}' })
    // Inside Vitest every import is Vitest's, so the refusal comes from a Node of its own.
    const script = `import(${JSON.stringify(pathToFileURL(path.join(root, 'mtls.config.ts')))}).catch((error) => process.stdout.write(error.code))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
    const code = 'typescript' in process.features ? 'ERR_UNKNOWN_FILE_EXTENSION' : stdout
    const importModule = () => Promise.reject(Object.assign(new TypeError('Unknown file extension'), { code }))
    await expect(load(root, { importModule })).rejects.toThrow(
      /Node [\d.]+ cannot load TypeScript by itself\.\n +Run it in Vitest, use Node 22\.18 or later/,
    )
  })

  test.each([
    ['SyntaxError', 'Unexpected string "canary" (3:4)', ''],
    ['Error', 'Transform failed with 1 error:\nmtls.config.ts:3:4: ERROR: Expected "}" but found "canary"', ''],
    ['Error', 'Parse failure: Expected "}"\n  passphrase "canary"', '    at mtls.config.ts:3:4'],
  ])('a mistake in TypeScript is told without its source (%s: %s)', async (name, message, stack) => {
    const root = folderWith({ 'mtls.config.ts': '' })
    writeFileSync(path.join(root, 'mtls.config.ts'), 'x')
    const importModule = () => Promise.reject(Object.assign(new Error(message), { name, stack }))
    const error: unknown = await load(root, { importModule }).catch((reason: unknown) => reason)
    expect(String(error)).toContain('The file has a syntax error')
    expect(inspect(error)).not.toContain('canary')
  })

  test('a JavaScript config is fresh after a change', async () => {
    for (const [name, before, after] of [
      ['mtls.config.mjs', esm, 'export default { http2: false, resumption: true }'],
      ['mtls.config.cjs', cjs, 'module.exports = { http2: false, resumption: true }'],
    ] as const) {
      const root = folderWith({ [name]: before })
      expect(await load(root)).toMatchObject({ http2: true })
      writeFileSync(path.join(root, name), after)
      expect(await load(root)).toMatchObject({ http2: false, resumption: true })
    }
  })
})

describe('the search', () => {
  test('without a config there is default trust and no client certificate', async () => {
    const root = folderWith({ 'package.json': '{}' })
    expect(await load(root)).toEqual({
      folder: root,
      ca: [],
      trustDefaultCAs: true,
      crl: [],
      clientCertificates: [],
      verify: true,
      verifyByHost: [],
      http2: false,
      proxy: { kind: 'env' },
      resumption: false,
      requestOCSP: true,
      unusedEntries: 'note',
      search: { folders: [root], misnamed: [], elsewhere: [] },
      captureHandshakes: true,
      warnings: [],
      files: [],
    })
  })

  test('goes up to the root of the package', async () => {
    const root = folderWith({ '.mtlsrc': yaml, 'package/package.json': '{}', 'package/src/a.ts': '' })
    expect((await load(path.join(root, 'package/src'))).file).toBeUndefined()
    writeFileSync(path.join(root, 'package/.mtlsrc'), yaml)
    expect((await load(path.join(root, 'package/src'))).file).toBe(path.join(root, 'package/.mtlsrc'))
  })

  test.each([
    ['package.json', '{ "workspaces": ["packages/*"] }'],
    ['pnpm-workspace.yaml', 'packages: [packages/*]'],
  ])('goes on to the root of the workspace (%s)', async (manifest, content) => {
    const root = folderWith({ [manifest]: content, '.mtlsrc': yaml, 'packages/a/package.json': '{}' })
    expect((await load(path.join(root, 'packages/a'))).file).toBe(path.join(root, '.mtlsrc'))
  })

  test('outside of any package it stays in the folder', async () => {
    const root = folderWith({ '.mtlsrc': yaml, 'inside/a.ts': '' })
    expect((await load(path.join(root, 'inside'))).file).toBeUndefined()
    expect((await load(path.join(root, 'inside'), { stopAt: root })).file).toBe(path.join(root, '.mtlsrc'))
  })

  test('the nearest file wins', async () => {
    const root = folderWith({ 'package.json': '{ "mtls": {} }', 'a/.mtlsrc.json': json })
    expect((await load(path.join(root, 'a'))).file).toBe(path.join(root, 'a/.mtlsrc.json'))
  })

  test('an empty file configures nothing, with a warning', async () => {
    const root = folderWith({ '.mtlsrc': '' })
    expect((await load(root)).warnings).toMatchObject([{ message: 'The file is empty: nothing is configured.' }])
  })

  test('of several files in a folder the first is used, with a warning', async () => {
    const root = folderWith({ '.mtlsrc.json': json, 'mtls.config.mjs': esm, 'package.json': '{}' })
    const { file, warnings } = await load(root)
    expect(file).toBe(path.join(root, '.mtlsrc.json'))
    expect(warnings.map(({ message }) => message)).toEqual([
      'mtls.config.mjs in the same folder is not used: this file comes first.',
    ])
  })

  test.skipIf(process.getuid?.() === 0)('a file that may not be read is an error, not passed over', async () => {
    const root = folderWith({ '.mtlsrc.json': json })
    chmodSync(path.join(root, '.mtlsrc.json'), 0o000)
    await expect(load(root)).rejects.toThrow('The file may not be read.')
  })

  test('a package.json that cannot be read is told, though it may hold no config', async () => {
    const root = folderWith({ 'package.json': '{ "name": "x", }' })
    await expect(load(root)).rejects.toThrow('The file is no valid JSON')
  })

  test('places that the user gives cosmiconfig are searched', async () => {
    const content = '{ "cosmiconfig": { "searchPlaces": ["own/{name}.yaml"] } }'
    const root = folderWith({ 'package.json': '{}', 'own/mtls.yaml': yaml, '.config/config.json': content })
    const before = process.cwd()
    process.chdir(root)
    try {
      expect((await load(root)).file).toBe(path.join(root, 'own/mtls.yaml'))
    } finally {
      process.chdir(before)
    }
  })

  test('a file given by name is relative to the root', async () => {
    const root = folderWith({ 'settings/mtls.yaml': 'ca: ca.pem' })
    const config = await load(root, { config: 'settings/mtls.yaml' })
    expect(config.ca[0]!.source).toMatchObject({ file: path.join(root, 'settings/ca.pem'), label: 'ca.pem' })
  })
})

describe('profiles', () => {
  const config = { ca: 'a.pem', http2: true, profiles: { ci: { ca: 'ci.pem', proxy: false as const }, lab: {} } }

  test('what a profile gives replaces the option of the same name', async () => {
    const ci = await load('/root', { config, profile: 'ci' })
    expect(ci).toMatchObject({ profile: 'ci', http2: true, proxy: { kind: 'none' }, ca: [{ path: 'profiles.ci.ca' }] })
    expect(await load('/root', { config, profile: 'lab' })).toMatchObject({ ca: [{ path: 'ca' }] })
    expect(await load('/root', { config })).toMatchObject({ ca: [{ path: 'ca' }], proxy: { kind: 'env' } })
  })

  test('MTLS_PROFILE chooses, where the config has profiles', async () => {
    const env = { MTLS_PROFILE: 'ci' }
    expect(await load('/root', { config, env })).toMatchObject({ profile: 'ci' })
    expect(await load('/root', { config, env, profile: 'lab' })).toMatchObject({ profile: 'lab' })
    expect((await load('/root', { config: { http2: true }, env })).profile).toBeUndefined()
  })

  test('variables of a profile that is not chosen need not be set', async () => {
    const variables = { profiles: { ci: { ca: '${CI_CA}', http2: '${CI_HTTP2}' as never } } }
    expect((await load('/root', { config: variables })).warnings).toEqual([])
    await expect(load('/root', { config: variables, profile: 'ci' })).rejects.toThrow('CI_CA')
  })
})

test('environment variables give booleans and ports too', async () => {
  const config = {
    http2: '${HTTP2}' as never,
    clientCertificates: [
      { host: 'a', port: '${PORT}', pfx: 'a.p12', verify: '${VERIFY}' as never, enabled: '${ON}' as never },
    ],
  }
  const resolved = await load('/root', { config, env: { HTTP2: 'true', PORT: '8443', VERIFY: 'false', ON: 'true' } })
  expect(resolved).toMatchObject({ http2: true, clientCertificates: [{ port: 8443, verify: false }] })
})

test('the config is frozen, all the way down', async () => {
  const config = await load('/root', { config: { clientCertificates: [{ host: 'a', cert: ['a.crt'], key: 'a.key' }] } })
  expect(Object.isFrozen(config)).toBe(true)
  expect(Object.isFrozen(config.clientCertificates)).toBe(true)
  expect(Object.isFrozen(config.clientCertificates[0]!.host)).toBe(true)
})

test('files are those that the outcome depends on', async () => {
  const root = folderWith({
    '.mtlsrc.json': JSON.stringify({
      ca: ['ca.pem', { file: '/etc/lab.pem', hosts: 'a' }, 'system', { file: 'off.pem', enabled: false }],
      crl: 'list.pem',
      clientCertificates: [
        { host: 'a', cert: ['a.crt', 'chain.crt'], key: 'a.key' },
        { host: 'b', pfx: 'b.p12' },
        { host: 'c', pfx: { base64: 'MAA=' } },
      ],
    }),
  })
  const { files } = await load(root)
  expect(files.map((file) => path.relative(root, file).replace(/^(\.\.\/)+/, '/'))).toEqual([
    '.mtlsrc.json',
    'ca.pem',
    '/etc/lab.pem',
    'list.pem',
    'a.crt',
    'chain.crt',
    'a.key',
    'b.p12',
  ])
})
