import { defineConfig } from 'vitest/config'

/** `npm test`: what a change can break, in under two minutes. What takes longer is in `*.proof.ts`, see vitest.proofs.config.ts. */
export default defineConfig({
  // From their source the files that the package loads when needed cannot be required: the tests have them at once.
  resolve: { alias: [{ find: /\.when-needed\.ts$/, replacement: '.ts' }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'fixtures/run-folder.ts',
    // Files share nothing but the ports of the machine, and each takes free ones. Vitest would leave one core alone.
    maxWorkers: '100%',
    // For machines that have other things to do: a test that hangs is found all the same.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
