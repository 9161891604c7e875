/** Types of what the plugin adds to every test file: `"types": ["vitest-mtls/globals"]` in tsconfig. */

import type {} from 'vitest'
import './ambient/assertions.ts'
import './ambient/global-request.ts'
import type { MtlsMatchers } from './matchers/types.ts'

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: an asymmetric matcher stands in for a value of any type
  interface AsymmetricMatchersContaining extends MtlsMatchers<any> {}
}
