/** A config file that cannot be loaded. The parsers' own messages quote the file, which may hold secrets. */
export class UnreadableConfig extends Error {
  override readonly name = 'UnreadableConfig'
  /** What to do: one sentence. */
  readonly remedy: string

  constructor(message: string, remedy = 'Correct the file.') {
    super(message)
    this.remedy = remedy
  }
}
