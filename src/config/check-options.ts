import { checkShape } from './check-shape.ts'
import { type Environment, substituteEnvironment } from './environment.ts'
import { nameSuggestion } from './name-suggestion.ts'
import { mtlsOptions } from './option-table.ts'
import type { ProblemList } from './problem-list.ts'
import type { SelectedOption } from './select-profile.ts'
import type { OptionTable } from './shape.ts'
import { describeName } from './shape-wording.ts'

/** Options whose sound items are resolved beside faulty ones, so that their files are looked into too. */
const listed: ReadonlySet<string> = new Set(['ca', 'clientCertificates', 'crl'])

/** Options that can be resolved. */
export interface CheckedOptions {
  valid: Map<string, SelectedOption>
  /** Strings before environment variables were put in, by path. */
  written: Map<string, string>
}

/** Options in use, checked and with environment variables put in. Those out of use are checked as they stand. */
export function checkOptions(selected: SelectedOption[], env: Environment, problems: ProblemList): CheckedOptions {
  const table: OptionTable = mtlsOptions
  const valid = new Map<string, SelectedOption>()
  const allWritten = new Map<string, string>()
  for (const option of selected) {
    const known = Object.hasOwn(table, option.name) ? table[option.name] : undefined
    if (!known) {
      refuseUnknown(option, table, problems)
    } else if (option.used) {
      const { value, written } = substituteEnvironment(option.value, option.path, env, problems)
      // Where a variable is missing, a complaint about the empty text in its place would only confuse.
      if (!problems.hasErrorAt(option.path)) checkShape(value, known.shape, option.path, { problems, written })
      else checkShape(option.value, known.shape, option.path, { problems, written, unused: true })
      valid.set(option.name, { ...option, value })
      for (const [path, text] of written) allWritten.set(path, text)
    } else {
      checkShape(option.value, known.shape, option.path, { problems, written: new Map(), unused: true, isOff: true })
    }
  }
  for (const [name, option] of valid) {
    if (!listed.has(name) && problems.hasErrorAt(option.path)) valid.delete(name)
  }
  return { valid, written: allWritten }
}

function refuseUnknown(option: SelectedOption, table: OptionTable, problems: ProblemList): void {
  const near = nameSuggestion(option.name, Object.keys(table))
  const names = Object.keys(table).filter((name) => name !== '$schema')
  problems.error(
    option.path,
    `There is no option ${describeName(option.name)}.`,
    near ? `Did you mean ${near}?` : `Valid here: ${names.join(', ')}.`,
  )
}
