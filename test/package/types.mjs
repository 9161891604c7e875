/**
 * `node test/package/types.mjs`, after a build: packs the package and checks, with each supported TypeScript next to
 * each supported Vitest and next to Jest, what its types accept and refuse, and the TypeScript in the documentation;
 * and what typescript-eslint and an editor say about `await`, where typescript-eslint knows the TypeScript.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check, conclude, finished, installInto, packInto, repository } from './installed-package.mjs'

const typescripts = ['5.9', '6.0', '7.0']
const linted = ['5.9', '6.0']
const vitests = ['3.2', '4.1', '5.1']
const compilerOptions = { target: 'ES2022', module: 'NodeNext', strict: true, noEmit: true, skipLibCheck: true }

const { folder, tarball, remove } = await packInto('vitest-mtls-types-')
try {
  const compilers = typescripts.map((version) => `typescript${major(version)}@npm:typescript@~${version}`)
  await installInto(folder, [...compilers, '@types/node@20'])
  for (const version of linted) await installLinter(version)
  for (const version of vitests) await tryVitest(version)
  await tryJest()
  await tryDocumentation()
} finally {
  await remove()
}
conclude()

async function tryVitest(version) {
  const name = `vitest-${version}`
  // npm itself may run on an older Node than this Vitest needs.
  await installInto(join(folder, name), [`vitest@~${version}`, tarball], { options: ['--force'] })
  const expectations = await packaged('expectations.test.ts')
  const asymmetric = await packaged('asymmetric.test.ts')
  const untyped = (text) => text.replace("import type {} from 'vitest-mtls/globals'\n", '')
  const globals = "request('https://localhost').then((res) => expect(res).toHaveSentClientCert())\n"
  await compile(`${name}/globals`, ['node', 'vitest-mtls/globals'], {
    'expectations.test.ts': expectations,
    'asymmetric.test.ts': untyped(asymmetric),
    'global.test.ts': `import { expect } from 'vitest'\n${globals}`,
    ...(await documented()),
  })
  await compile(`${name}/only the package imported`, ['node'], {
    'expectations.test.ts': expectations,
    'asymmetric.test.ts': `import 'vitest-mtls'\n${untyped(asymmetric)}`,
  })
  await compile(`${name}/only the request helper imported`, ['node'], { 'expectations.test.ts': expectations })
  await lint(`${name}/await`, ['node'], await packaged('awaiting.ts'))
  const refuses = "import { expect } from 'vitest'\nexpect({}).toHaveSentClientCert()\n"
  await compile(`${name}/nothing imported`, ['node'], {
    'spec.test.ts': refuses.replace('\nexpect(', '\n// @ts-expect-error\nexpect('),
  })
}

async function tryJest() {
  await installInto(join(folder, 'jest'), ['@types/jest@30', tarball], { type: 'commonjs' })
  const spec = (await packaged('expectations.test.ts'))
    .replace(/^import .* from 'vitest(?:-mtls\/matchers)?'\n/gm, '')
    .replace('expect.extend(matchers)\n', '')
    .replace(/^ {2}(?:expect\.soft|await expect\.poll).*\n/gm, '')
  const asymmetric = (await packaged('asymmetric.test.ts')).replace(/^import .*\n|^expect\.extend.*\n/gm, '')
  // Without `skipLibCheck`: nothing of Vitest may be asked for where there is none.
  const options = { skipLibCheck: false }
  const types = ['node', 'jest', 'vitest-mtls/jest']
  const global = "request('https://localhost').then((res) => expect(res).toHaveSentClientCert())\n"
  const specs = {
    'expectations.test.ts': spec,
    'asymmetric.test.ts': `${asymmetric}\nexport {}\n`,
    'global.test.ts': global,
  }
  await compile('jest/typed', types, specs, options)

  // With `@jest/globals`, without `@types/jest`.
  await installInto(join(folder, 'jest-globals'), ['@jest/globals@30', tarball], { type: 'commonjs' })
  const imported = (text) => `import { expect, test } from '@jest/globals'\n${text}`
  const importing = { 'expectations.test.ts': imported(spec), 'asymmetric.test.ts': imported(asymmetric) }
  await compile('jest-globals/typed', ['node', 'vitest-mtls/jest'], importing)
  const awaiting = (await packaged('awaiting.ts')).replace(/\nexport async function softly[\s\S]*/, '')
  await lint('jest/await', types, awaiting.replace(/^import .* from 'vitest'\n/m, ''))
  const globals = awaiting.replace("from 'vitest'", "from '@jest/globals'")
  await lint('jest-globals/await', ['node', 'vitest-mtls/jest'], globals)
}

/** An editor has something to say on every option. */
async function tryDocumentation() {
  const project = join(folder, `vitest-${vitests.at(-1)}`)
  const exported = {
    'vitest-mtls': 'MtlsPluginOptions',
    'vitest-mtls/config': 'MtlsOptions',
    'vitest-mtls/reporter': 'MtlsReporterOptions',
    'vitest-mtls/request': 'HandshakeFilter, MtlsRequestInit',
    'vitest-mtls/testing':
      'AuthorityOptions, CertificateOptions, FlawedOptions, RejectFlawedOptions, ServeOptions, ServerCertificateOptions',
  }
  const options = Object.entries(exported).map(([entry, types]) => `export type { ${types} } from '${entry}'\n`)
  await writeFile(join(project, 'options.ts'), options.join(''))
  const script = join(folder, 'linter-5.9', 'undocumented.mjs')
  await copyFile(join(repository, 'test/package/undocumented.mjs'), script)
  const { output } = await finished([script, project], { cwd: folder })
  const [, count] = /^(\d+) options$/.exec(output.trim()) ?? []
  check(`documentation of ${count} options`, Number(count) > 100, output)
}

/** A spec of this repository with the package's names for what it imports. */
async function packaged(file) {
  const spec = await readFile(join(repository, 'test/types', file), 'utf8')
  return spec
    .replace(/'\.\.\/\.\.\/src\/(\w+)\/index\.ts'/g, "'vitest-mtls/$1'")
    .replace("'../../src/globals.ts'", "'vitest-mtls/globals'")
}

/** Every module in the README and on the page about the configuration. */
async function documented() {
  const files = {}
  for (const page of ['README.md', 'docs/configuration.md']) {
    const text = await readFile(join(repository, page), 'utf8')
    for (const [, block] of text.matchAll(/```ts\n((?:\/\/.*\n)?import [\s\S]*?)```/g)) {
      files[`documented-${Object.keys(files).length + 1}.ts`] = block
    }
  }
  return files
}

async function compile(name, types, files, options = {}) {
  const project = join(folder, name)
  await mkdir(project, { recursive: true })
  const config = { compilerOptions: { ...compilerOptions, ...options, types }, files: Object.keys(files) }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config))
  for (const [file, content] of Object.entries(files)) await writeFile(join(project, file), content)
  for (const version of typescripts) {
    const compiler = join(folder, `node_modules/typescript${major(version)}/bin/tsc`)
    const { code, output } = await finished([compiler, '-p', project], { cwd: folder })
    check(`${name}, TypeScript ${version}`, code === 0, output)
  }
}

/** Holds what is said about each line against the comment at its end. */
async function lint(name, types, spec) {
  const project = join(folder, name)
  await mkdir(project, { recursive: true })
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, types } }))
  await writeFile(join(project, 'awaiting.ts'), spec)
  const expected = spec.split('\n').flatMap((line, index) => {
    const rule = / \/\/ (\S+)$/.exec(line)?.[1]
    return rule === undefined ? [] : [`${index + 1}: ${rule}`]
  })
  for (const version of linted) {
    const script = join(folder, `linter-${version}`, 'lint.mjs')
    const { output } = await finished([script, project], { cwd: folder })
    const isGood = expected.length > 4 && output.trim() === expected.join('\n')
    check(
      `${name}, typescript-eslint with TypeScript ${version}`,
      isGood,
      `${output}\nexpected:\n${expected.join('\n')}`,
    )
  }
}

async function installLinter(version) {
  const linter = join(folder, `linter-${version}`)
  await installInto(linter, ['eslint@9', 'typescript-eslint@8', `typescript@~${version}`])
  await copyFile(join(repository, 'test/package/lint-awaiting.mjs'), join(linter, 'lint.mjs'))
}

function major(version) {
  return version.split('.')[0]
}
