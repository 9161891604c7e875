/** The matchers on what `expect()` of Vitest gives: whoever imports an entry of the package has their types. */
import type { MtlsMatchers } from '../matchers/types.ts'
import type { Nothing, Outcome } from './outcome.ts'

/** Vitest's assertion on a subject, whose parameters are others in each version. */
// biome-ignore lint/suspicious/noTsIgnore: where the package is used without Vitest there is no such module
// @ts-ignore
type AssertionOn<Subject> = ReturnType<typeof import('vitest').expect<Subject>>

type OutcomeOf<Assertion> = Assertion extends AssertionOn<infer Subject> ? Outcome<Subject> : Nothing

type OnAssertions<Matchers> = {
  [Name in keyof Matchers]: Matchers[Name] extends (...args: infer Expected) => unknown
    ? <Assertion>(this: Assertion, ...expected: Expected) => OutcomeOf<Assertion>
    : never
}

declare global {
  // Vitest's assertions extend those of Chai in every version; its own interfaces have other parameters in each.
  namespace Chai {
    interface Assertion extends OnAssertions<MtlsMatchers<void>> {}
  }
}
