import type {} from 'vitest'
import type { MtlsMatchers } from '../../src/matchers/types.ts'

declare global {
  namespace Chai {
    interface Assertion extends MtlsMatchers<void> {}
  }
}

declare module 'vitest' {
  interface AsymmetricMatchersContaining extends MtlsMatchers<unknown> {}
}
