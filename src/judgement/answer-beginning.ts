import type { TlsFacts } from './facts.ts'

/** The first line that came, as a quoted text; where that is empty, what follows it too. */
export function beginningOf({ wire: { beginning } }: TlsFacts): string {
  const text = Buffer.from(beginning ?? []).toString('latin1')
  return JSON.stringify((text.split(/\r?\n/)[0] || text).slice(0, 40))
}

/** An answer that another has to follow (RFC 9110 15.2). */
export function isInterim({ wire: { beginning } }: TlsFacts): boolean {
  return /^HTTP\/1\.[01] 10[0-3]/.test(Buffer.from(beginning ?? []).toString('latin1'))
}
