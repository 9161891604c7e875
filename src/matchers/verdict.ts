/** What a matcher found out about one subject. */
export interface Verdict {
  pass: boolean
  /** In words: what there was instead. */
  received: string
  /** More facts, one a line, before those that every message has. */
  facts?: string[]
  /** Why it is so; without it the judgement of the connection tells. */
  why?: string[]
  /** What to do; without it the judgement tells. */
  remedy?: string
}
