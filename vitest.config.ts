import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * What changes Node's TLS, the environment or Vitest's own state, and what asks how the process is where nothing was used yet, has a process
 * for each file. The other files share what they import.
 */
const ownProcess = [
  'test/clients/*.test.ts',
  'test/connection/failed-write.test.ts',
  'test/connection/socket-over-tap.test.ts',
  'test/connection/streams.test.ts',
  'test/matchers/subject.test.ts',
  'test/plugin/notice-when-slow.test.ts',
  'test/request/key-log-file.test.ts',
  'test/request/node-untouched.test.ts',
  'test/verification/server-identity.test.ts',
]

/** `npm test`: what a change can break, in under two minutes. What takes longer is in `*.proof.ts`, see vitest.proofs.config.ts. */
export default defineConfig({
  // From their source the files that the package loads when needed cannot be required: the tests have them at once.
  resolve: { alias: [{ find: /\.when-needed\.ts$/, replacement: '.ts' }] },
  test: {
    globalSetup: 'fixtures/run-folder.ts',
    // Files share nothing but the ports of the machine, and each takes free ones. A third of a test's time is waiting for others.
    maxWorkers: availableParallelism() + 1,
    // For machines that have other things to do: a test that hangs is found all the same.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    projects: [
      { extends: true, test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: ownProcess, isolate: false } },
      { extends: true, test: { name: 'isolated', include: ownProcess, restoreMocks: false } },
    ],
  },
})
