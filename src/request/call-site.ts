const ours = ['MtlsError', 'HandshakeError', 'ConnectionError', 'ConfigError']

/**
 * Runs `call` so that an error of ours shows the line that called `above`, not where in a socket's event it arose. A
 * rejection that a matcher looks at later does not end the run as unhandled before.
 */
export function atCallSite<T>(above: (...args: never[]) => unknown, call: () => Promise<T>): Promise<T> {
  const site: { stack?: string } = {}
  Error.captureStackTrace(site, above)
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

/** A stack without its first line, which names the error. */
function frames(stack = ''): string {
  return stack.slice(stack.indexOf('\n') + 1)
}
