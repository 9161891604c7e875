/** The part of a host's matcher context (`this`) that the matchers use: the same in Vitest and Jest. */
export interface MatcherContext {
  /** Called under `.not`. */
  isNot?: boolean
  /** `resolves`, `rejects` or empty. */
  promise?: string
  /** Called under `expect.soft`. */
  soft?: boolean
  /** Deep equality that honours asymmetric matchers. */
  equals(left: unknown, right: unknown): boolean
  /** Full name of the running test, where the host knows it. */
  currentTestName?: string
  /** Vitest's test, where there is one. */
  task?: { readonly id: string }
  utils: {
    matcherHint(
      name: string,
      received?: string,
      expected?: string,
      options?: { isNot?: boolean; promise?: string },
    ): string
    printExpected(value: unknown): string
    RECEIVED_COLOR(text: string): string
  }
}

/** What a host expects of a matcher. `message` is made when somebody looks. */
export interface MatcherResult {
  pass: boolean
  message(): string
}

/** A matcher as `expect.extend` takes it; a promise only for a subject that is a promise or a function. */
export type Matcher<A extends unknown[]> = (
  this: MatcherContext,
  received: unknown,
  ...args: A
) => MatcherResult | Promise<MatcherResult>
