import { defineConfig } from 'vitest/config'

/**
 * Rooms that leave the process as it is: what files of theirs import is loaded once a worker. The others change Node's
 * TLS, the environment or Vitest's own state, and have a process each.
 */
const pure = [
  'config',
  'credentials',
  'evidence',
  'fixtures',
  'house',
  'judgement',
  'matchers',
  'report',
  'testing',
  'tls',
  'types',
  'verification',
]
const testsOf = (rooms: string[]) => rooms.map((room) => `test/${room}/**/*.test.ts`)

/** `npm test`: what a change can break, in under two minutes. What takes longer is in `*.proof.ts`, see vitest.proofs.config.ts. */
export default defineConfig({
  // From their source the files that the package loads when needed cannot be required: the tests have them at once.
  resolve: { alias: [{ find: /\.when-needed\.ts$/, replacement: '.ts' }] },
  test: {
    globalSetup: 'fixtures/run-folder.ts',
    // Files share nothing but the ports of the machine, and each takes free ones. Vitest would leave one core alone.
    maxWorkers: '100%',
    // For machines that have other things to do: a test that hangs is found all the same.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'pure', include: testsOf(pure), isolate: false } },
      { extends: true, test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: testsOf(pure) } },
    ],
  },
})
