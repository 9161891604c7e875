import { CommanderError } from 'commander'
import { ConfigError } from '../errors/config-error.ts'
import { createProgram } from './program.ts'
import { exitCodes, type Result } from './result.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** Runs the command with these arguments and gives the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const json = args.includes('--json')
  try {
    const result = await resultOf(args, terminal)
    if (result === undefined) return exitCodes.ok
    terminal.out(json ? `${JSON.stringify(result.data, null, 2)}\n` : withNewline(result.text(terminal)))
    return result.ok ? exitCodes.ok : exitCodes.wrong
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.note(`vitest-mtls: ${error.message}\n`)
      return exitCodes.calledWrongly
    }
    if (error instanceof ConfigError) {
      if (json) terminal.out(`${JSON.stringify({ problems: error.problems }, null, 2)}\n`)
      else terminal.note(`vitest-mtls: ${error.message}\n`)
      return exitCodes.wrong
    }
    throw error
  }
}

/** Undefined when all has been said already, as by `--help`. */
async function resultOf(args: readonly string[], terminal: Terminal): Promise<Result | undefined> {
  let result: Result | undefined
  const program = createProgram(terminal, (made) => {
    result = made
  })
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return undefined
    throw new UsageError(oneLine(error.message))
  }
  return result
}

/** Commander writes its guess in a line of its own. */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/s, '; did you mean $1?')
    .replace(/\n+/g, ' ')
    .trim()
}

function withNewline(text: string): string {
  return text === '' ? '' : `${text}\n`
}
