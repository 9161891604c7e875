import { suggestionFor } from '../config/suggestion.ts'

/** Refuses an option that does not exist. @throws TypeError with "did you mean" */
export function checkOptionNames(options: unknown, valid: readonly string[], call: string): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${call} takes an object of options; it got ${options === null ? 'null' : typeof options}.`)
  }
  for (const name of Object.keys(options)) {
    if (valid.includes(name)) continue
    const near = suggestionFor(name, [...valid])
    throw new TypeError(
      `${call}: there is no option "${name}". ${near === undefined ? `Valid here: ${valid.join(', ')}.` : `Did you mean "${near}"?`}`,
    )
  }
}
