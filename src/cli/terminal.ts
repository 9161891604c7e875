/** Where the command is called from, and where it speaks to. */
export interface Terminal {
  /** Working directory, absolute. */
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Data and results. */
  out(text: string): void
  /** What is said beside the data. */
  note(text: string): void
  readonly color: boolean
  /** Columns of a line. */
  readonly columns: number
  /** A person sits at both ends: questions can be asked. */
  readonly interactive: boolean
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process
  return {
    cwd: process.cwd(),
    env,
    out: (text) => void stdout.write(text),
    note: (text) => void stderr.write(text),
    color: usesColor(env, stdout.isTTY === true),
    columns: Number(env.COLUMNS) || stdout.columns || 80,
    interactive: stdin.isTTY === true && stdout.isTTY === true,
  }
}

/** `NO_COLOR` (no-color.org) before `FORCE_COLOR` (as Node reads it) before what the terminal is. */
export function usesColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}
