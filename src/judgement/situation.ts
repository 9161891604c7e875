import type { Certainty, JudgedSubject, Means, Party } from '../evidence/judgement.ts'
import type { Facts, TlsFacts } from './facts.ts'

/** What is said about a situation. */
export interface Told {
  /** About what somebody refused or ended something; by default nothing was. */
  subject?: JudgedSubject
  /** Of the kind of subject. @default 'proven' */
  certainty?: Certainty
  /** Where the situation knows better than `endingOf`. */
  party?: Party
  means?: Means
  /** One sentence: who refused whom and why. */
  cause: string
  /** One sentence: what to do; absent where nothing is wrong. */
  remedy?: string
}

/** One kind of outcome that can be told from the others by the record alone. */
export interface Situation<F extends Facts = TlsFacts> {
  /** Stable identifier, kebab-case. */
  situation: string
  /** The words for these facts; nothing when they are of another kind. */
  tell(facts: F): Told | false | undefined
}
