/** The matchers on what `expect()` of Jest gives: the global one as `@types/jest` has it, and that of `@jest/globals`. */
import type { MtlsMatchers } from '../matchers/types.ts'
import type { Outcome } from './outcome.ts'

/** After `resolves` and `rejects` an assertion is a promise, whatever its subject. */
type OutcomeAfter<R, Subject> = R extends Promise<void> ? R : Outcome<Subject>

declare global {
  namespace jest {
    interface Matchers<R, T> extends MtlsMatchers<OutcomeAfter<R, T>> {}
    // biome-ignore lint/suspicious/noExplicitAny: an asymmetric matcher stands in for a value of any type
    interface Expect extends MtlsMatchers<any> {}
    // biome-ignore lint/suspicious/noExplicitAny: as above
    interface InverseAsymmetricMatchers extends MtlsMatchers<any> {}
  }
}

// biome-ignore lint/suspicious/noTsIgnore: who has `@types/jest` alone needs no `@jest/globals`
// @ts-ignore
declare module '@jest/expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MtlsMatchers<OutcomeAfter<R, T>> {}
  // biome-ignore lint/suspicious/noExplicitAny: as above
  interface AsymmetricMatchers extends MtlsMatchers<any> {}
}
