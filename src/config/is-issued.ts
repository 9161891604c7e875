/**
 * Whether an object that stands where a certificate may stand is one that a library has issued, such as the testing kit's. Besides `cert` and
 * `key` it has methods and facts of its own, which are no options.
 */
export function isIssued(value: object): boolean {
  const parent: object | null = Object.getPrototypeOf(value)
  // The root prototype of any realm has none itself.
  const isLiteral = parent === null || Object.getPrototypeOf(parent) === null
  return !isLiteral || Object.values(value).some((member) => typeof member === 'function')
}
