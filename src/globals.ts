/** Types of what the plugin adds to every test file: `"types": ["vitest-mtls/globals"]` in tsconfig. */

import type {} from 'vitest'
import type { MtlsMatchers } from './matchers/types.ts'
import type { RequestFunction } from './request/client.ts'

declare global {
  /** `fetch` with the client certificates and the trust of the mTLS configuration. */
  const request: RequestFunction

  namespace Chai {
    interface Assertion extends MtlsMatchers<void> {}
  }
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an asymmetric matcher stands in for a value of any type
  interface AsymmetricMatchersContaining extends MtlsMatchers<any> {}
}
