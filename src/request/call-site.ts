const ours = ['MtlsError', 'HandshakeError', 'ConnectionError', 'ConfigError']

/**
 * Runs `call` so that an error of ours shows the line that called the caller of this function, not where in a socket's event it
 * arose. A rejection that a matcher looks at later does not end the run as unhandled before.
 */
export function atCallSite<T>(call: () => Promise<T>): Promise<T> {
  // Each request makes one, and seldom shows it: `Error.captureStackTrace` takes several times as long.
  const site = new Error()
  const result = call().catch((error: unknown) => {
    if (isOurs(error)) error.stack = `${error.name}: ${error.message}\n${frames(site.stack)}`
    throw error
  })
  result.catch(() => {})
  return result
}

// Errors of another realm are not `instanceof` ours.
function isOurs(error: unknown): error is Error {
  return ours.includes((error as Error | null)?.name ?? '')
}

/** A stack without the line that names the error, this function's and that of its caller. */
function frames(stack = ''): string {
  return stack.split('\n').slice(3).join('\n')
}
