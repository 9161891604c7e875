/** What a test may write for a text: the text, a RegExp or an asymmetric matcher. */
export type TextExpectation = string | RegExp | AsymmetricMatcher

/** An asymmetric matcher of a host: `expect.stringContaining('orders')`. */
export interface AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean
  /** `string`, `object`, `array`, `any` ... where the host's class tells. */
  getExpectedType?(): string
  /** Made by `expect.not`. */
  inverse?: boolean
}

export function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return typeof (value as AsymmetricMatcher | null | undefined)?.asymmetricMatch === 'function'
}

/** By shape: a RegExp of another realm is not `instanceof RegExp`. */
export function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

/** Whether the value is one that `fitsText` understands. */
export function isTextExpectation(value: unknown): value is TextExpectation {
  return (typeof value === 'string' && value.trim() !== '') || isRegExp(value) || isAsymmetric(value)
}

/** Whether a text fits; `same` says when two texts count as the same. */
export function fitsText(
  actual: string,
  expected: TextExpectation,
  same: (actual: string, expected: string) => boolean,
): boolean {
  if (typeof expected === 'string') return same(actual, expected)
  // `search` does not depend on what an earlier call left in `lastIndex`.
  return isRegExp(expected) ? actual.search(expected) >= 0 : expected.asymmetricMatch(actual)
}

/**
 * Whether a list fits: one text is somewhere in it; an array is the list, in any order; an asymmetric matcher judges
 * the whole list, or one of its items if it is a matcher of strings.
 */
export function fitsList(
  actual: readonly string[],
  expected: TextExpectation | readonly TextExpectation[],
  same: (actual: string, expected: string) => boolean,
): boolean {
  if (isList(expected)) return isPairing(actual, expected, same)
  if (isAsymmetric(expected) && expected.getExpectedType?.() !== 'string') return expected.asymmetricMatch([...actual])
  const fits = (item: string) => fitsText(item, expected, same)
  return isAsymmetric(expected) && expected.inverse ? actual.every(fits) : actual.some(fits)
}

export function isList(value: unknown): value is readonly TextExpectation[] {
  return Array.isArray(value)
}

/** Every expectation has an item of its own, and no item is left. */
function isPairing(
  actual: readonly string[],
  expected: readonly TextExpectation[],
  same: (actual: string, expected: string) => boolean,
): boolean {
  if (actual.length !== expected.length) return false
  const [first, ...others] = expected
  if (first === undefined) return true
  return actual.some((item, at) => fitsText(item, first, same) && isPairing(actual.toSpliced(at, 1), others, same))
}
