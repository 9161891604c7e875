import { DecodeError } from '../decode-error.ts'
import type { RecordProtection } from './record-protection.ts'

/** Stands where a key is missing: everything under it is unreadable, for a reason that is kept. */
export class NoProtection implements RecordProtection {
  readonly #error: DecodeError

  constructor(expected: string, got: string) {
    this.#error = new DecodeError('record', expected, got)
  }

  open(): never {
    throw this.#error
  }
}
