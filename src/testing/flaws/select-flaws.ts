import { suggestionFor } from '../../config/suggestion.ts'
import { type FlawName, flawNames } from './flaw-catalogue.ts'

interface Selection {
  only?: readonly FlawName[] | undefined
  except?: readonly FlawName[] | undefined
}

/** Which flaws: all of them, or those of `only`, without those of `except`. @throws TypeError with "did you mean" */
export function selectFlaws({ only, except }: Selection, call: string): FlawName[] {
  const [wanted, unwanted] = [known(only ?? flawNames, 'only', call), known(except ?? [], 'except', call)]
  const selected = flawNames.filter((flaw) => wanted.includes(flaw) && !unwanted.includes(flaw))
  if (selected.length === 0) throw new TypeError(`${call}: no flaw is left to try.`)
  return selected
}

function known(names: readonly string[], option: string, call: string): readonly string[] {
  if (!Array.isArray(names)) throw new TypeError(`${call}: "${option}" takes a list of flaws.`)
  for (const name of names) {
    if ((flawNames as string[]).includes(name)) continue
    const near = suggestionFor(String(name), flawNames)
    const hint = near === undefined ? `There are: ${flawNames.join(', ')}.` : `Did you mean "${near}"?`
    throw new TypeError(`${call}: there is no flaw "${name}". ${hint}`)
  }
  return names
}
