/** Why a credential cannot be used; worded for the user, without any secret. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
  /** What to do: one sentence. */
  readonly remedy: string
  /** The passphrase is what has to change, not the file. */
  readonly isPassphrase: boolean

  constructor(message: string, remedy: string, options: { isPassphrase?: boolean } = {}) {
    super(message)
    this.remedy = remedy
    this.isPassphrase = options.isPassphrase ?? false
  }
}
