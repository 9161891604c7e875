import { pendingRequest } from './pending-request.ts'
import type { RequestInput } from './request-init.ts'

const ours = ['MtlsError', 'HandshakeError', 'ConnectionError', 'ConfigError']

/**
 * Runs `call` so that an error of ours shows the line that called the caller of this function, not where in a socket's event it
 * arose. A rejection that a matcher looks at later does not end the run as unhandled before; one that nobody looks at fails its
 * test, where a host says which that is.
 */
export function atCallSite<T>(input: RequestInput, call: () => Promise<T>): Promise<T> {
  // Each request makes one, and seldom shows it: `Error.captureStackTrace` takes several times as long.
  const site = new Error()
  const at = (error: Error) => {
    error.stack = `${error.name}: ${error.message}\n${frames(site.stack)}`
    withoutOurs(error.cause, folderOf(site.stack))
    return error
  }
  const result = call().catch((error: unknown) => {
    throw isOurs(error) ? at(error) : error
  })
  result.catch(() => {})
  return pendingRequest(input, result, at)
}

// Errors of another realm are not `instanceof` ours.
function isOurs(error: unknown): error is Error {
  return ours.includes((error as Error | null)?.name ?? '')
}

/** A stack without the line that names the error, this function's and that of its caller. */
function frames(stack = ''): string {
  return stack.split('\n').slice(3).join('\n')
}

/** Where this package lies, by the first frame of a stack that begins in it. */
function folderOf(stack = ''): string {
  return /([^\s()]*[\\/])[^\\/\s()]+:\d+:\d+\)?$/.exec(stack.split('\n')[1] ?? '')?.[1] ?? '\n'
}

/** Node's own errors arise in a socket's event, in the midst of this package: its frames tell a test nothing. */
function withoutOurs(cause: unknown, folder: string): void {
  if (!isErrorLike(cause)) return
  const lines = cause.stack?.split('\n').filter((line) => !line.includes(folder))
  if (lines !== undefined) cause.stack = lines.join('\n')
  if (cause.cause !== cause) withoutOurs(cause.cause, folder)
}

function isErrorLike(value: unknown): value is Error {
  return typeof (value as Error | null)?.message === 'string'
}
