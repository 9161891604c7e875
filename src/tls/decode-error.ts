/** Why something could not be read. An error of another class is a fault of the decoder: it costs the fact, not the request. */
export function reasonOf(error: unknown): string {
  return error instanceof DecodeError ? error.message : String(error)
}

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
