import type { NameConstraints, Subtree } from '../tls/x509/name-constraints.ts'
import { type ConstrainedName, matcherOf, type Reason, type SubtreeMatcher } from './subtree-matcher.ts'

/** How a name breaks a constraint; absent: it does not. */
export interface Violation {
  /** OpenSSL's name for it. */
  code: Reason
  name: ConstrainedName
}

/** Asks each name once, whatever the number of subtrees (RFC 5280 4.2.1.10). */
export class NameSubtrees {
  readonly #permitted: Map<string, SubtreeMatcher>
  readonly #excluded: Map<string, SubtreeMatcher>

  constructor({ permitted, excluded }: NameConstraints) {
    this.#permitted = byKind(permitted)
    this.#excluded = byKind(excluded)
  }

  /** The way in which a name lies outside of what is permitted or inside of what is excluded. */
  violationBy(name: ConstrainedName): Violation | undefined {
    const kind = kindOf(name)
    const permitted = this.#permitted.get(kind)?.match(name)
    if (permitted !== undefined && permitted !== true)
      return { code: permitted === false ? 'PERMITTED_VIOLATION' : permitted, name }
    const excluded = this.#excluded.get(kind)?.match(name)
    if (excluded === undefined || excluded === false) return undefined
    return { code: excluded === true ? 'EXCLUDED_VIOLATION' : excluded, name }
  }
}

/** Of otherNames, those of one type compare. */
function kindOf({ type, value }: Pick<ConstrainedName, 'type' | 'value'>): string {
  return type === 'otherName' ? `otherName ${value.split(';')[0]}` : type
}

function byKind(subtrees: readonly Subtree[]): Map<string, SubtreeMatcher> {
  const kinds = new Map<string, Subtree[]>()
  for (const subtree of subtrees) {
    const same = kinds.get(kindOf(subtree))
    if (same) same.push(subtree)
    else kinds.set(kindOf(subtree), [subtree])
  }
  return new Map([...kinds].map(([kind, same]) => [kind, matcherOf(same)]))
}
