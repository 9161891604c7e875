import { contextTag, DerReader, type DerValue, derTag } from './der.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'

/** Names below a CA that are allowed (when any are listed) and forbidden. */
export interface NameConstraints {
  permitted: Subtree[]
  excluded: Subtree[]
}

export interface Subtree extends GeneralName {
  /** It has a minimum or maximum, which RFC 5280 does not use and OpenSSL does not support. */
  bounded?: true
}

/** RFC 5280 4.2.1.10 */
export function readNameConstraints(outer: DerReader): NameConstraints {
  const reader = outer.inside('NameConstraints', derTag.sequence)
  const permitted = reader.optional('permittedSubtrees', contextTag(0, 'constructed'))
  const excluded = reader.optional('excludedSubtrees', contextTag(1, 'constructed'))
  reader.end()
  return { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) }
}

function readSubtrees(value: DerValue | undefined): Subtree[] {
  if (value === undefined) return []
  return new DerReader(value.content, 'GeneralSubtrees').list((list) => {
    const reader = list.inside('GeneralSubtree', derTag.sequence)
    const base = readGeneralName(reader)
    const minimum = reader.optional('minimum', contextTag(0, 'primitive'))
    const maximum = reader.optional('maximum', contextTag(1, 'primitive'))
    const bounded = maximum !== undefined || minimum?.content.some((byte) => byte !== 0) === true
    return bounded ? { ...base, bounded } : base
  })
}
