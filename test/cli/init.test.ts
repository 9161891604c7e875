import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { lineChanges } from '../../src/cli/line-changes.ts'
import { call, folderWith } from './called.ts'

const vitest = '{ "type": "module", "devDependencies": { "vitest": "^4" } }\n'

/** Vitest and Vite configs as people write them. */
const configs: Record<string, string> = {
  'vitest.config.ts': `import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globals: true, // as in Jest
  },
})
`,
  'vitest.config.mts': `import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    react(),
  ],
});
`,
  'vite.config.js': `import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
export default defineConfig(() => ({ plugins: [vue(), ...more], test: { projects: ['packages/*'] } }))
`,
  'vitest.config.mjs': `export default { test: { globals: true } }
`,
}

describe.each(Object.entries(configs))('%s', (name, before) => {
  test('gets the plugin, and stays as it was otherwise', async () => {
    const folder = folderWith({ 'package.json': vitest, [name]: before })
    const { code, out } = await call(folder, ['init', '--yes'])
    expect(code).toBe(0)
    expect(out).toContain(`written ${name}`)
    const after = readFileSync(path.join(folder, name), 'utf8')
    expect(lineChanges(before, after).join('\n')).toMatchSnapshot()
    const again = await call(folder, ['init', '--yes'])
    expect(again.out).toContain(`${name} has the plugin already.`)
    expect(readFileSync(path.join(folder, name), 'utf8')).toBe(after)
  })
})

test('a config that computes its plugins is left alone, with what to write', async () => {
  const computed = 'export default createConfig()\n'
  const folder = folderWith({ 'package.json': vitest, 'vitest.config.ts': computed })
  const { code, out } = await call(folder, ['init', '--yes'])
  expect(code).toBe(0)
  expect(out).toMatchInlineSnapshot(`
    "written mtls.config.ts
    vitest.config.ts cannot be changed safely (the config is computed). Add by hand:
      import mtls from 'vitest-mtls'
      plugins: [mtls()]

    Next: npx vitest-mtls add HOST[:PORT] --cert FILE --key FILE
    "
  `)
  expect(readFileSync(path.join(folder, 'vitest.config.ts'), 'utf8')).toBe(computed)
})

test.each([
  ['Jest', { 'package.json': '{ "devDependencies": { "jest": "^30" } }' }, 'mtls.config.cjs'],
  ['neither', { 'package.json': '{}' }, 'mtls.config.mjs'],
])('a project with %s', async (_, files, written) => {
  const folder = folderWith(files as Record<string, string>)
  const { code, out } = await call(folder, ['init', '--yes'])
  expect(code).toBe(0)
  expect(out).toMatchSnapshot()
  expect(readdirSync(folder)).toContain(written)
})

test('a config that is there stays, wherever it stands', async () => {
  const folder = folderWith({ 'package.json': vitest, '.config/mtlsrc.yaml': 'verify: true\n' })
  const { out } = await call(folder, ['init', '--yes'])
  expect(out).toContain('.config/mtlsrc.yaml is there already and stays as it is.')
  expect(readdirSync(folder)).not.toContain('mtls.config.ts')
})

test('a config in package.json is one, too', async () => {
  const folder = folderWith({ 'package.json': '{ "devDependencies": { "vitest": "^4" }, "mtls": { "verify": true } }' })
  const { out } = await call(folder, ['init', '--yes'])
  expect(out).toContain('package.json is there already and stays as it is.')
  expect(readdirSync(folder)).not.toContain('mtls.config.ts')
})

test('nobody can be asked: nothing is written', async () => {
  const folder = folderWith({ 'package.json': vitest })
  const { code, out, note } = await call(folder, ['init'])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(note).toMatchInlineSnapshot(`
    "vitest-mtls: nobody can be asked here; say --yes to write the files
    "
  `)
  expect(readdirSync(folder)).toEqual(['package.json'])
})
