import type { Shape } from '../../config/shape.ts'
import { type FlawName, flawNames } from './flaw-catalogue.ts'

interface Selection {
  only?: readonly FlawName[] | undefined
  except?: readonly FlawName[] | undefined
}

export const flawList: Shape = { kind: 'list', of: { kind: 'text', choices: flawNames } }

/** Which flaws: all of them, or those of `only`, without those of `except`. @throws TypeError where none is left */
export function selectFlaws({ only = flawNames, except = [] }: Selection, call: string): FlawName[] {
  const selected = flawNames.filter((flaw) => only.includes(flaw) && !except.includes(flaw))
  if (selected.length === 0) throw new TypeError(`${call}: "only" and "except" leave no flaw to try.`)
  return selected
}
