/**
 * What an assertion of ours gives: nothing for a value that is there, a promise for one that is still to come (a
 * promise, or a function that makes one). So TypeScript and linters see an `await` that is missing or needless.
 */
export type Outcome<Subject> =
  IsAny<Subject> extends true ? Whatever : [Subject] extends [never] ? Nothing : OutcomeOfEach<Subject>

type OutcomeOfEach<Subject> = Subject extends StillToCome ? Promise<void> : Nothing

type StillToCome = { then(...args: Whatever): unknown } | ((...args: Whatever) => unknown)

type IsAny<T> = 0 extends 1 & T ? true : false

// biome-ignore lint/suspicious/noExplicitAny: of a value of which nothing is known, nothing is known
type Whatever = any

// biome-ignore lint/suspicious/noConfusingVoidType: what an assertion on a value gives
export type Nothing = void
