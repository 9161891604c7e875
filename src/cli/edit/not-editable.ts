/** The value is computed, or written in a way that cannot be changed safely. The message says which. */
export class NotEditable extends Error {
  override readonly name = 'NotEditable'
}
