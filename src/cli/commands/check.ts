import { relative } from 'node:path'
import { checkCredentials } from '../../credentials/check-credentials.ts'
import { ConfigError, type ConfigProblem } from '../../errors/config-error.ts'
import { fromNow } from '../../tls/distance.ts'
import { loadCliConfig } from '../cli-config.ts'
import type { CommonOptions } from '../common-options.ts'
import { readDuration } from '../duration.ts'
import { linesIn } from '../edit/lines-in.ts'
import { type Inventory, takeInventory } from '../inventory.ts'
import { type Paint, painter } from '../paint.ts'
import { problemLines } from '../problem-lines.ts'
import type { Result } from '../result.ts'
import type { Terminal } from '../terminal.ts'

interface CheckOptions {
  expiry?: string
  github?: true
}

/** Everything that is wrong with the config or will be, as at the start of a run. */
export async function check(terminal: Terminal, options: CheckOptions & CommonOptions): Promise<Result> {
  const within = options.expiry === undefined ? undefined : readDuration('--expiry', options.expiry)
  const { file, problems } = await problemsOf(terminal, options, within)
  const ok = !problems.some(({ severity }) => severity === 'error')
  const lineOf = options.github && file !== undefined ? await linesIn(file) : () => undefined
  const text = (): string => {
    if (options.github)
      return problems.map((problem) => annotation(problem, terminal.cwd, lineOf(problem.path))).join('\n')
    return [
      summary(file, problems, painter(terminal.color)),
      ...problemLines(problems, terminal.columns, painter(terminal.color)),
    ].join('\n')
  }
  return { ok, data: { ...(file !== undefined && { file }), ok, problems }, text }
}

interface Checked {
  file?: string
  problems: ConfigProblem[]
}

async function problemsOf(terminal: Terminal, options: CommonOptions, within: number | undefined): Promise<Checked> {
  try {
    const config = await loadCliConfig(terminal, options, checkCredentials)
    const { file, warnings } = config
    const ending = within === undefined ? [] : endingWithin(await takeInventory(config), within, Date.now())
    // What ends too soon is an error here: the warning of the same would say it twice.
    const others = warnings.filter(
      ({ path, message }) => !ending.some((one) => one.path === path && /expire/.test(message)),
    )
    return { ...(file !== undefined && { file }), problems: sorted([...others, ...ending]) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const file = error.problems[0]?.file
    return { ...(file !== undefined && { file }), problems: sorted([...error.problems]) }
  }
}

/** A certificate of the config that ends sooner than `within` milliseconds from `now`. */
function endingWithin({ file, clientCertificates, ca }: Inventory, within: number, now: number): ConfigProblem[] {
  const entries = [
    ...clientCertificates.map(({ path, chain }) => ({ path, certificates: chain })),
    ...ca.filter(({ from }) => from !== 'system').map(({ path, certificates }) => ({ path, certificates })),
  ]
  return entries.flatMap(({ path, certificates }) =>
    certificates
      .filter(({ validTo }) => Date.parse(validTo) < now + within)
      .map(
        ({ subject, validTo }): ConfigProblem => ({
          severity: 'error',
          file: file ?? 'inline config',
          path,
          message: `The certificate ${subject || '(empty subject)'} ${Date.parse(validTo) < now ? 'ended' : 'ends'} on ${validTo.slice(0, 10)}, ${fromNow(Date.parse(validTo) - now)}.`,
          remedy: 'Have it issued anew.',
        }),
      ),
  )
}

/** Errors first; in the order of the config otherwise. */
function sorted(problems: ConfigProblem[]): ConfigProblem[] {
  const of = (severity: ConfigProblem['severity']) => problems.filter((problem) => problem.severity === severity)
  return [...of('error'), ...of('warning')]
}

function summary(file: string | undefined, problems: readonly ConfigProblem[], paint: Paint): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const where = file ?? 'No config file was found: default trust, no client certificates'
  if (problems.length === 0) return `${paint('green', 'good')}  ${where}`
  const counts = [count(errors, 'error'), count(problems.length - errors, 'warning')].join(', ')
  return `${paint(errors > 0 ? 'red' : 'yellow', counts)}  ${where}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** A workflow command of GitHub Actions: shown at the line in a pull request. */
function annotation(
  { severity, file, path, message, remedy }: ConfigProblem,
  cwd: string,
  line: number | undefined,
): string {
  const place = [
    `file=${property(relative(cwd, file) || file)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${property(`mTLS: ${path || 'config'}`)}`,
  ]
  return `::${severity} ${place.join(',')}::${escaped(`${message} ${remedy}`)}`
}

function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}

function property(text: string): string {
  return escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
}
