import type { TlsFacts } from './facts.ts'

/** The first line that came, as a quoted text. */
export function beginningOf({ wire: { beginning } }: TlsFacts): string {
  const line =
    Buffer.from(beginning ?? [])
      .toString('latin1')
      .split(/\r?\n/)[0] ?? ''
  return JSON.stringify(line.slice(0, 40))
}

/** An answer that another has to follow (RFC 9110 15.2). */
export function isInterim({ wire: { beginning } }: TlsFacts): boolean {
  return /^HTTP\/1\.[01] 10[0-3]/.test(Buffer.from(beginning ?? []).toString('latin1'))
}
