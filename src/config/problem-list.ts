import { ConfigError, type ConfigProblem } from '../errors/config-error.ts'

/** Collects everything that is wrong, so that it can be reported at once. */
export class ProblemList {
  readonly #file: string
  readonly #problems = new Map<string, ConfigProblem>()

  /** `file`: absolute path of the config file, or `inline config`. */
  constructor(file: string) {
    this.#file = file
  }

  error(path: string, message: string, remedy: string): void {
    this.#add({ severity: 'error', file: this.#file, path, message, remedy })
  }

  warning(path: string, message: string, remedy: string): void {
    this.#add({ severity: 'warning', file: this.#file, path, message, remedy })
  }

  /** Two uses of one thing find the same problem. */
  #add(problem: ConfigProblem): void {
    const key = JSON.stringify([problem.path, problem.message])
    if (!this.#problems.has(key)) this.#problems.set(key, problem)
  }

  /** Whether something at `path` or inside it is an error. */
  hasErrorAt(path: string): boolean {
    return this.errors.some(
      (problem) => problem.path.startsWith(path) && /^($|[.[])/.test(problem.path.slice(path.length)),
    )
  }

  get errors(): ConfigProblem[] {
    return this.#with('error')
  }

  get warnings(): ConfigProblem[] {
    return this.#with('warning')
  }

  #with(severity: ConfigProblem['severity']): ConfigProblem[] {
    return [...this.#problems.values()].filter((problem) => problem.severity === severity)
  }
}

/** One error for all problems; its message lists them by file. */
export function configError(problems: readonly ConfigProblem[], options?: { cause?: unknown }): ConfigError {
  const warnings = problems.filter(({ severity }) => severity === 'warning').length
  const count = `${counted(problems.length - warnings, 'problem')}${warnings === 0 ? '' : ` and ${counted(warnings, 'warning').toLowerCase()}`}`
  const owner = problems[0]?.file
  const message =
    owner !== undefined && problems.every(({ file }) => file === owner)
      ? // What is wrong, where, and what to do stand within the first four lines.
        `${count} in the ${isGiven(owner) ? owner : `mTLS configuration: ${owner}`}\n${problems.map(describeProblem).join('\n')}`
      : `${count} in the mTLS configuration\n${describeProblems(problems)}`
  return new ConfigError(message, problems, options)
}

function counted(count: number, noun: string): string {
  return count === 1 ? `One ${noun}` : `${count} ${noun}s`
}

/** Options that code gives are in no file. */
function isGiven(file: string): boolean {
  return file.startsWith('options of ')
}

/** The problems as text: a paragraph a file, then for each problem its place, what was found, what to do. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  const files = new Map<string, string[]>()
  for (const problem of problems) {
    const lines = files.get(problem.file) ?? []
    lines.push(describeProblem(problem))
    files.set(problem.file, lines)
  }
  return [...files].map(([file, lines]) => `\n${file}\n${lines.join('\n')}`).join('\n')
}

function describeProblem({ severity, file, path, message, remedy }: ConfigProblem): string {
  const whole = isGiven(file) ? 'all of them' : 'the whole file'
  const place = path === '' ? whole : path
  return `  ${severity === 'warning' ? `${place} (warning)` : place}\n    ${message}\n    ${remedy}`
}
