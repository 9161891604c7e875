/** The matchers on what `expect()` of Vitest gives: whoever imports an entry of the package has their types. */
import type { MtlsMatchers } from '../matchers/types.ts'

declare global {
  // Vitest's assertions extend those of Chai in every version; its own interfaces have other parameters in each.
  namespace Chai {
    interface Assertion extends MtlsMatchers<void> {}
  }
}
