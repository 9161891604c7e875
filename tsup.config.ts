import { defineConfig, type Options } from 'tsup'

const common: Options = {
  outDir: 'dist',
  target: 'node20',
  platform: 'node',
  // `node:` says that a module is Node's own; some of them have no other name.
  removeNodeProtocol: false,
  treeshake: true,
  dts: true,
}

const dual = {
  request: 'src/request/index.ts',
  matchers: 'src/matchers/index.ts',
  config: 'src/config/index.ts',
  jest: 'src/jest.ts',
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
  },
  {
    ...common,
    format: 'cjs',
    splitting: true,
    shims: true,
    entry: dual,
    // With it, `import()` stays as it is, which Jest's module system cannot do.
    treeshake: false,
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
])
