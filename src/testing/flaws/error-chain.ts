/** The code of an error, and those of its causes. */
export function errorCodes(error: unknown): string[] {
  return chainOf(error).flatMap(({ code }) => (typeof code === 'string' ? [code] : []))
}

/** The message of an error, and those of its causes, in one text. */
export function errorMessages(error: unknown): string {
  return chainOf(error)
    .flatMap(({ message }) => (typeof message === 'string' ? [message] : []))
    .join(' ')
}

/** The first line of its message, for a table. */
export function firstLine(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown }
  return (typeof message === 'string' ? message : String(error)).split('\n')[0]!.trim()
}

function chainOf(error: unknown, depth = 0): { code?: unknown; message?: unknown }[] {
  if (typeof error !== 'object' || error === null || depth > 8) return []
  return [error, ...chainOf((error as { cause?: unknown }).cause, depth + 1)]
}
