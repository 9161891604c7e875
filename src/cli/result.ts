import type { Terminal } from './terminal.ts'

/** What a command has found. */
export interface Result {
  /** All is as it should be: exit code 0; otherwise 1. */
  ok: boolean
  /** What `--json` prints: plain data. */
  data: unknown
  /** The same for people, without a last newline. Called without `--json`. */
  text(terminal: Terminal): string
}

/** Exit codes of every command. */
export const exitCodes = { ok: 0, wrong: 1, calledWrongly: 2 } as const
