import type { Evidence } from './evidence.ts'

/** What evidence keeps of an error, which may be anything that was thrown. */
export function wordedError(error: unknown): NonNullable<Evidence['error']> {
  const { name, code, message } = (error ?? {}) as NodeJS.ErrnoException
  return {
    name: String(name ?? 'Error'),
    ...(typeof code === 'string' && { code }),
    message: String(message ?? error),
  }
}
