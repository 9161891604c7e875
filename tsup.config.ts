import { defineConfig, type Options } from 'tsup'

const common: Options = {
  outDir: 'dist',
  target: 'node20',
  platform: 'node',
  // `node:` says that a module is Node's own; some of them have no other name.
  removeNodeProtocol: false,
  treeshake: true,
  sourcemap: false,
}

export default defineConfig([
  {
    ...common,
    format: 'esm',
    splitting: true,
    dts: true,
    entry: {
      index: 'src/index.ts',
      plugin: 'src/plugin/index.ts',
      setup: 'src/plugin/setup.ts',
      request: 'src/request/index.ts',
      matchers: 'src/matchers/index.ts',
      config: 'src/config/index.ts',
      report: 'src/report/index.ts',
      globals: 'src/globals.ts',
    },
  },
  {
    ...common,
    format: 'cjs',
    splitting: true,
    dts: true,
    shims: true,
    entry: {
      request: 'src/request/index.ts',
      matchers: 'src/matchers/index.ts',
      config: 'src/config/index.ts',
    },
  },
])
