/** Why a credential cannot be used; worded for the user, without any secret. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
  /** What to do: one sentence. */
  readonly remedy: string

  constructor(message: string, remedy: string) {
    super(message)
    this.remedy = remedy
  }
}
