import type { RecordedRecord } from './recording.ts'

/** The latest records, each with its place among those that are kept for good. */
export class RecordRing {
  readonly #records: { after: number; record: RecordedRecord }[] = []
  readonly #size: number
  #oldest = 0

  constructor(size: number) {
    this.#size = size
  }

  /** `after`: how many records had been kept for good by then. */
  push(after: number, record: RecordedRecord): void {
    if (this.#records.length < this.#size) {
      this.#records.push({ after, record })
      return
    }
    this.#records[this.#oldest] = { after, record }
    this.#oldest = (this.#oldest + 1) % this.#size
  }

  /** Both, in the order in which they passed. */
  mergedInto(kept: readonly RecordedRecord[]): RecordedRecord[] {
    const merged: RecordedRecord[] = []
    let taken = 0
    for (const { after, record } of [...this.#records.slice(this.#oldest), ...this.#records.slice(0, this.#oldest)]) {
      while (taken < after) merged.push(kept[taken++] as RecordedRecord)
      merged.push(record)
    }
    return [...merged, ...kept.slice(taken)]
  }
}
