import { defineConfig, mergeConfig } from 'vitest/config'
import config from './vitest.config.ts'

/** Tests that are in `npm test` as well, with fewer rounds: see fixtures/rounds.ts. */
const repeated = [
  'test/clients/in-suites.test.ts',
  'test/connection/nginx.test.ts',
  'test/connection/openssl.test.ts',
  'test/plugin/reporters.test.ts',
  'test/request/body-ended-by-close.test.ts',
  'test/request/faults.test.ts',
  'test/request/interruptions.test.ts',
  'test/tls/wire-handshake-reader.test.ts',
  'test/verification/agreement-with-node.test.ts',
]

const { projects: _, ...test } = config.test ?? {}

/** `npm run proofs`: what is proven by many repetitions or by many servers, pools and environments. */
export default mergeConfig(
  { ...config, test },
  defineConfig({
    test: {
      include: ['test/**/*.proof.ts', ...repeated],
      env: { PROOFS: '1' },
      maxWorkers: '100%',
      testTimeout: 300_000,
    },
  }),
)
