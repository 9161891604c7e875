import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { createCredentials } from '../../src/credentials/credentials.ts'

let folder: string

afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function load(files: string[], root = '.') {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'mtls-missed-')))
  for (const name of ['package.json', ...files]) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), '{}')
  }
  return loadConfig({ root: path.join(folder, root), stopAt: folder, env: {} })
}

describe('a file with nearly the right name', () => {
  test.each([
    'mtls.yaml',
    'mtls.json',
    '.mtlsrc.toml',
    '.mtlsrc.jsonc',
    '.mtlsrc.mts',
    'mtlsrc.json',
    'mtls-config.js',
    'mtls.config.toml',
    'mtls.config.ts.txt',
    '.mtls.config.ts',
    'MTLS.config.ts',
    '.config/mtls.config.ts',
  ])('%s', async (name) => {
    const config = await load([name])
    expect(config.warnings).toMatchObject([
      { file: folder, path: name, message: 'No config was found, and this file has nearly the name of one.' },
    ])
    const { search } = createCredentials(config).explain('https://api.internal/')
    expect(search).toContain(`${folder} was searched for mtls.config.*`)
    expect(search).toContain(`; not read: ${path.join(folder, name)}`)
  })
})

describe('a config in a folder that is not searched', () => {
  test.each([
    'packages/api/mtls.config.ts',
    'config/.mtlsrc.json',
    'test/mtls.config.mts',
    'a/b/c/.mtlsrc',
    'packages/b/mtls.config.yaml',
  ])('%s', async (name) => {
    const config = await load([name])
    expect(config.warnings).toMatchObject([
      {
        path: name,
        message: 'No config was found, and this one lies in a folder that is not searched.',
        remedy: expect.stringContaining(`mtls({ config: '${name}' })`),
      },
    ])
  })

  test('beside the root', async () => {
    const config = await load(['packages/web/index.ts', 'packages/api/mtls.config.ts'], 'packages/web')
    expect(config.warnings).toMatchObject([{ path: '../api/mtls.config.ts' }])
    expect(createCredentials(config).explain('https://api.internal/').search).toContain(
      `${path.join(folder, 'packages/web')} up to ${folder} were searched`,
    )
  })
})

test.each([
  'mtls.test.ts',
  'src/mtls.ts',
  'mtls.ts',
  'mtls.md',
  'node_modules/x/mtls.config.ts',
  '.git/mtls.config.ts',
  'mtlsish.json',
  'dist/mtls.config.js',
])('%s is no matter', async (name) => {
  expect((await load([name])).warnings).toEqual([])
})

test('where a config is found nothing is said', async () => {
  const config = await load(['mtls.config.json', 'mtls.yaml', 'packages/a/mtls.config.json'])
  expect(config).not.toHaveProperty('search')
  expect(config.warnings).toEqual([])
})
