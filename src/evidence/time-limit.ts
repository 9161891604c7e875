/** A limit that ended a call. */
export interface TimeLimit {
  /** Where it is set: `timeout`. */
  option: string
  milliseconds: number
  /** Nobody set it. */
  isDefault: boolean
}
