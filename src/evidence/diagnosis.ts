/** Who has to act so that the request works, or who refused. */
export type Party = 'client' | 'server' | 'proxy' | 'network' | 'nobody'

/** What happened, whose doing it was, and what to do: the same words in errors, matchers and reports. */
export interface Diagnosis {
  /** Stable identifier of the situation, kebab-case: `client-certificate-not-requested`. */
  situation: string
  /** Who refused, or whose setting explains the outcome. */
  party: Party
  /** One sentence: who refused whom and why. */
  cause: string
  /** One sentence: what to do. */
  remedy: string
}
