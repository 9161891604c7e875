import { pathOf } from './place.ts'
import { isPlainObject } from './plain-object.ts'
import type { ProblemList } from './problem-list.ts'
import { describeText } from './shape-wording.ts'
import { suggestionFor } from './suggestion.ts'

/** One top-level option and where it was written. */
export interface SelectedOption {
  name: string
  value: unknown
  /** Place in the file: `ca`, or `profiles.ci.ca`. */
  path: string
  /** Whether the chosen profile leaves it in use. */
  used: boolean
}

/**
 * The options of a config with a profile chosen: each option that the profile gives replaces the one of the same name.
 * Those that are not in use come too, so that their mistakes are found.
 */
export function selectProfile(
  config: Record<string, unknown>,
  prefix: string,
  profile: string | undefined,
  problems: ProblemList,
): SelectedOption[] {
  const profiles = isPlainObject(config.profiles) ? config.profiles : {}
  const chosen = profile === undefined ? undefined : Object.hasOwn(profiles, profile) ? profiles[profile] : undefined
  if (profile !== undefined && chosen === undefined) refuseProfile(profile, Object.keys(profiles), prefix, problems)
  const replacing = isPlainObject(chosen) ? chosen : {}
  const options: SelectedOption[] = []
  for (const [name, value] of Object.entries(config)) {
    const replaced = replacing[name] !== undefined
    options.push({ name, value, path: pathOf(prefix, name), used: !replaced && name !== 'profiles' })
  }
  for (const [name, value] of Object.entries(replacing)) {
    options.push({ name, value, path: pathOf(pathOf(pathOf(prefix, 'profiles'), profile!), name), used: true })
  }
  return options.filter((option) => option.value !== undefined)
}

function refuseProfile(profile: string, names: string[], prefix: string, problems: ProblemList): void {
  const near = suggestionFor(profile, names)
  const valid = names.length === 0 ? 'The config has no profiles.' : `Profiles of this config: ${names.join(', ')}.`
  problems.error(
    pathOf(prefix, 'profiles'),
    `The profile ${describeText(profile)} was asked for, and there is none of that name.`,
    near ? `${valid} Did you mean '${near}'?` : valid,
  )
}
