/** An error as plain data. */
export interface ErrorData {
  name: string
  message: string
  code?: string
  stack?: string
  cause?: ErrorData
}

/** The common properties of an error and of its causes, and no others. */
export function errorData(error: Error & { code?: unknown }, depth = 0): ErrorData {
  const { name, message, code, stack, cause } = error
  return {
    name,
    message,
    ...(typeof code === 'string' && { code }),
    ...(stack !== undefined && { stack }),
    ...(isErrorLike(cause) && depth < 8 && { cause: errorData(cause, depth + 1) }),
  }
}

/** By shape: errors of Node's core are not `instanceof Error` in vm pools and Jest. */
function isErrorLike(value: unknown): value is Error {
  const { name, message } = (value ?? {}) as Partial<Error>
  return typeof name === 'string' && typeof message === 'string'
}
