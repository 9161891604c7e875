import { resolve } from 'node:path'
import { defineConfig, type Options } from 'tsup'

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

/** Takes a module for the one that loads it when needed. */
const atOnce: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'at-once',
  setup(build) {
    build.onResolve({ filter: /\.when-needed\.ts$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace('.when-needed', '')),
    }))
  },
}

/** In CommonJS; tsup's own shim takes a `document`, which jsdom has, for a page. `createRequire` takes either. */
const whereFilesLie = { 'import.meta.url': '__filename' }

export default defineConfig([
  {
    // What tests run: apart from the rest, so that it comes in few files.
    ...common,
    format: 'esm',
    splitting: true,
    entry: { request: dual.request, 'set-up': 'src/plugin/set-up.ts' },
  },
  {
    ...common,
    format: 'esm',
    splitting: true,
    entry: {
      matchers: dual.matchers,
      config: dual.config,
      jest: dual.jest,
      testing: dual.testing,
      index: 'src/index.ts',
      plugin: 'src/plugin/index.ts',
      report: 'src/report/index.ts',
      reporter: 'src/plugin/reporter.ts',
      globals: 'src/globals.ts',
    },
  },
  {
    ...common,
    format: 'cjs',
    splitting: true,
    define: whereFilesLie,
    entry: dual,
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
    treeshake: false,
    // Parsers of languages are long.
    minifyWhitespace: true,
    minifySyntax: true,
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
    // A page has nothing to load later from: what the package loads when needed is in it at once.
    esbuildPlugins: [atOnce],
    dts: false,
  },
  {
    ...common,
    format: 'cjs',
    // Loaded by Node itself, once for all realms of a process.
    entry: { clients: 'src/clients/clients.ts' },
    define: whereFilesLie,
    dts: false,
    treeshake: false,
  },
  {
    ...common,
    format: 'cjs',
    // Loaded by the files *.when-needed.ts.
    entry: { reading: 'src/connection/reading.ts', judgement: 'src/judgement/judge.ts' },
    dts: false,
  },
])
