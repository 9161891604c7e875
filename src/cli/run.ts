import { type Command, CommanderError } from 'commander'
import { ConfigError } from '../errors/config-error.ts'
import { ChangedMeanwhile } from './edit/write-atomically.ts'
import { createProgram } from './program.ts'
import { exitCodes, type Result } from './result.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'
import { withoutSecretArguments } from './without-secret-arguments.ts'

/** Runs the command with these arguments and gives the exit code. */
export async function run(args: readonly string[], whole: Terminal): Promise<number> {
  const terminal = withoutSecretArguments(whole, args)
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
    const words = fileFailure(error)
    if (words === undefined) throw error
    terminal.note(`vitest-mtls: ${words}\n`)
    return exitCodes.wrong
  }
}

/** What the operating system says of a file, for people; undefined for other errors. */
function fileFailure(error: unknown): string | undefined {
  if (error instanceof ChangedMeanwhile) return error.message
  const { code = '', path: file } = error as NodeJS.ErrnoException
  const reason = fileFailures[code]
  if (reason === undefined || file === undefined) return undefined
  return `${file} could not be written: ${reason}`
}

const fileFailures: Record<string, string> = {
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder',
}

/** Undefined when all has been said already, as by `--help`. */
async function resultOf(args: readonly string[], terminal: Terminal): Promise<Result | undefined> {
  if (args.some((arg) => /^--pass(?:phrase|word)?(?:=|$)/.test(arg))) {
    throw new UsageError(
      'a passphrase in a command line can be read by others; put it into an environment variable, and name the variable with --passphrase-env',
    )
  }
  let result: Result | undefined
  const program = createProgram(terminal, (made) => {
    result = made
  })
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return undefined
    const message = oneLine(error.message)
    throw new UsageError(message.includes('did you mean') ? message : `${message}${whatIsRight(error, program, args)}`)
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
    .replace(/\.$/, '')
}

/** What to write in the place of a wrong call, from what the command takes. */
function whatIsRight({ code }: CommanderError, program: Command, args: readonly string[]): string {
  if (code === 'commander.unknownCommand') return `; there are ${program.commands.map((one) => one.name()).join(', ')}`
  const command = program.commands.find((one) => one.name() === args.find((arg) => !arg.startsWith('-'))) ?? program
  if (code === 'commander.unknownOption') return `; there are ${command.options.map(({ long }) => long).join(', ')}`
  const isUsage = code === 'commander.missingArgument' || code === 'commander.excessArguments'
  return isUsage ? `; write vitest-mtls ${command.name()} ${command.usage()}` : ''
}

function withNewline(text: string): string {
  return text === '' ? '' : `${text}\n`
}
