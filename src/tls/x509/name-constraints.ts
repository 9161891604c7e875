import { contextTag, DerReader, type DerValue, derTag } from './der.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'

/** Names below a CA that are allowed (when any are listed) and forbidden. */
export interface NameConstraints {
  permitted: GeneralName[]
  excluded: GeneralName[]
}

/** RFC 5280 4.2.1.10; minimum and maximum of a subtree are not used there. */
export function readNameConstraints(outer: DerReader): NameConstraints {
  const reader = outer.inside('NameConstraints', derTag.sequence)
  const permitted = reader.optional('permittedSubtrees', contextTag(0, 'constructed'))
  const excluded = reader.optional('excludedSubtrees', contextTag(1, 'constructed'))
  reader.end()
  return { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) }
}

function readSubtrees(value: DerValue | undefined): GeneralName[] {
  if (value === undefined) return []
  const reader = new DerReader(value.content, 'GeneralSubtrees')
  return reader.list((list) => readGeneralName(list.inside('GeneralSubtree', derTag.sequence)))
}
