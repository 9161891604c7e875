/** Types of what the plugin adds to every test file: `"types": ["vitest-mtls/globals"]` in tsconfig. */

import type {} from 'vitest'
import type { MtlsMatchers } from './matchers/types.ts'
import type { request as requestHelper } from './request/index.ts'

declare global {
  /** `fetch` with the client certificates and the trust of the mTLS configuration; see `vitest-mtls/request`. */
  const request: typeof requestHelper

  namespace Chai {
    interface Assertion extends MtlsMatchers<void> {}
  }
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an asymmetric matcher stands in for a value of any type
  interface AsymmetricMatchersContaining extends MtlsMatchers<any> {}
}
