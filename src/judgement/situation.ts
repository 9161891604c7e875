import type { Party } from '../evidence/diagnosis.ts'
import type { Facts, TlsFacts } from './facts.ts'

/** What is said about a situation: two sentences. */
export interface Told {
  cause: string
  remedy: string
}

/** One kind of outcome that can be told from the others by the record alone. */
export interface Situation<F extends Facts = TlsFacts> {
  /** Stable identifier, kebab-case. */
  situation: string
  /** Who refused, or whose setting explains the outcome. */
  party: Party
  /** The words for these facts; nothing when they are of another kind. */
  tell(facts: F): Told | false | undefined
}
