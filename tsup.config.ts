import { relative, resolve } from 'node:path'
import { defineConfig, type Options } from 'tsup'

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number]

/** What most requests never call, and the built files that it is loaded from when one does. Synchronous, hence CommonJS. */
const loadedWhenCalled: Record<string, { name: string; from: string }> = {
  'src/connection/handshake-reader.ts': { name: 'HandshakeReader', from: './reading.cjs' },
  'src/tls/certificate-requested.ts': { name: 'certificateRequested', from: './reading.cjs' },
  'src/tls/certificate.ts': { name: 'readCertificate', from: './reading.cjs' },
  'src/judgement/diagnose.ts': { name: 'diagnose', from: './diagnosis.cjs' },
}

/** Puts a function in the place of each import of those files that loads the built function or class at its first call. */
const loadWhenCalled: EsbuildPlugin = {
  name: 'load-when-called',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const file = relative('.', resolve(resolveDir, path))
      return loadedWhenCalled[file] && { path: file, namespace: 'load-when-called', sideEffects: false }
    })
    build.onLoad({ filter: /.*/, namespace: 'load-when-called' }, ({ path }) => {
      const { name, from } = loadedWhenCalled[path]!
      const contents = `
        import { createRequire } from 'node:module'
        let ${name}Loaded
        export function ${name}(...args) {
          ${name}Loaded ??= createRequire(import.meta.url)('${from}').${name}
          return new.target ? new ${name}Loaded(...args) : ${name}Loaded(...args)
        }`
      return { contents, resolveDir: '.' }
    })
  },
}

const common: Options = {
  outDir: 'dist',
  target: 'node20',
  platform: 'node',
  // `node:` says that a module is Node's own; some of them have no other name.
  removeNodeProtocol: false,
  treeshake: true,
  // They take ten times as long as everything else, and no test of the product's behaviour reads them.
  dts: process.env.WITHOUT_TYPES !== '1',
}

const dual = {
  request: 'src/request/index.ts',
  matchers: 'src/matchers/index.ts',
  config: 'src/config/index.ts',
  jest: 'src/jest.ts',
  testing: 'src/testing/index.ts',
}

/**
 * An `import` of a module of Node's own reads all its exports, and with them loads what they would load when first used: on Node 26, that of
 * `node:fs` the whole of readline. Not `node:module`, which Vitest's vm pools replace.
 */
const builtinsAsObjects: NonNullable<Options['plugins']>[number] = {
  name: 'builtins-as-objects',
  renderChunk(code) {
    const imports = /^import (?:\* as (\w+)|(\{[^}]*\})) from ["'](node:(?!module["'])[^"']+)["'];?$/gm
    const object = (_: string, all: string | undefined, names: string, module: string) =>
      `const ${all ?? names.replaceAll(' as ', ': ')} = process.getBuiltinModule('${module}')`
    return { code: code.replace(imports, object) }
  },
}

export default defineConfig([
  {
    ...common,
    format: 'esm',
    splitting: true,
    entry: {
      ...dual,
      index: 'src/index.ts',
      plugin: 'src/plugin/index.ts',
      'set-up': 'src/plugin/set-up.ts',
      report: 'src/report/index.ts',
      reporter: 'src/plugin/reporter.ts',
      globals: 'src/globals.ts',
    },
    esbuildPlugins: [loadWhenCalled],
    plugins: [builtinsAsObjects],
  },
  {
    ...common,
    format: 'cjs',
    splitting: true,
    shims: true,
    entry: dual,
    esbuildPlugins: [loadWhenCalled],
    // With it, `import()` stays as it is, which Jest's module system cannot do.
    treeshake: false,
  },
  {
    ...common,
    format: 'esm',
    splitting: true,
    entry: { cli: 'src/cli/main.ts' },
    // The command's own libraries become part of it: who only runs tests installs none of them.
    noExternal: ['commander', '@babel/parser', 'yaml', '@clack/prompts'],
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as createRequireOfCli } from 'node:module'\nconst require = createRequireOfCli(import.meta.url)",
    },
    dts: false,
  },
  {
    ...common,
    format: 'esm',
    bundle: false,
    entry: { setup: 'src/plugin/setup.ts' },
    // Vitest hands files of dependencies to Node, except TypeScript: this one has to be executed by Vitest itself.
    outExtension: () => ({ js: '.mts' }),
    dts: false,
  },
  {
    ...common,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    splitting: true,
    entry: { 'page-setup': 'src/plugin/page/setup.ts', 'page-setup-vitest-3': 'src/plugin/page/setup-vitest-3.ts' },
    // Vite serves these, with state of their own.
    external: ['vitest', 'vitest/browser', '@vitest/browser/context', /^node:/],
    dts: false,
  },
  {
    ...common,
    format: 'cjs',
    entry: { reading: 'src/reading.ts', diagnosis: 'src/judgement/diagnose.ts' },
    dts: false,
  },
])
