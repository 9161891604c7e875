/** Bytes that do not have the form they should have. Its message is the only place that words such a mismatch. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'

  constructor(
    readonly field: string,
    readonly expected: string,
    readonly got: string,
  ) {
    super(`${field}: expected ${expected}, got ${got}`)
  }
}
