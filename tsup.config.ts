import { readFileSync } from 'node:fs'
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

/** `node:http2` takes as long to load as all of undici's client: it is for connections that speak it. */
const lazyHttp2: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'lazy-http2',
  setup(build) {
    const eager = "const connectH2 = require('./client-h2.js')\n"
    const lazy = "const connectH2 = (...args) => require('./client-h2.js')(...args)\n"
    build.onLoad({ filter: /undici\/lib\/dispatcher\/client\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      if (!source.includes(eager)) throw new Error(`${path} does not load client-h2.js as it did`)
      return { contents: source.replace(eager, lazy) }
    })
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
    entry: { 'undici-parts': 'src/connection/undici-parts.cjs' },
    noExternal: ['undici'],
    dts: false,
    treeshake: false,
    minifyWhitespace: true,
    minifySyntax: true,
    esbuildPlugins: [lazyHttp2],
    banner: { js: `/*! Parts of undici\n\n${readFileSync('node_modules/undici/LICENSE', 'utf8')}*/` },
  },
])
