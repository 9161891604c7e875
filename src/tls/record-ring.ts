import type { Peer } from './handshake.ts'
import type { RecordedRecord } from './recording.ts'

/** The latest small records, copied into memory that is reused: a busy connection costs no allocation. */
export class RecordRing {
  readonly #slots: Slot[] = []
  readonly #size: number
  readonly #slotLength: number
  #next = 0

  /** Room for `size` records of up to `slotLength` bytes, header included. */
  constructor(size: number, slotLength: number) {
    this.#size = size
    this.#slotLength = slotLength
  }

  /** `after`: how many records had been kept for good by then. */
  push(after: number, from: Peer, index: number, at: number, bytes: Uint8Array): void {
    const slot = this.#slots[this.#next] ?? this.#slot()
    slot.after = after
    slot.from = from
    slot.index = index
    slot.at = at
    slot.length = bytes.length
    slot.buffer.set(bytes)
    this.#next = (this.#next + 1) % this.#size
  }

  /** Both, in the order in which they passed. */
  mergedInto(kept: readonly RecordedRecord[]): RecordedRecord[] {
    const merged: RecordedRecord[] = []
    let taken = 0
    // once the ring is full, the next slot is the oldest
    const start = this.#slots.length < this.#size ? 0 : this.#next
    for (const slot of [...this.#slots.slice(start), ...this.#slots.slice(0, start)]) {
      while (taken < slot.after) merged.push(kept[taken++] as RecordedRecord)
      const { from, index, at, buffer, length } = slot
      merged.push({ from, index, bytes: buffer.slice(0, length), at })
    }
    return [...merged, ...kept.slice(taken)]
  }

  #slot(): Slot {
    const buffer = new Uint8Array(this.#slotLength)
    const slot: Slot = { after: 0, from: 'client', index: 0, at: 0, length: 0, buffer }
    this.#slots.push(slot)
    return slot
  }
}

interface Slot {
  after: number
  from: Peer
  index: number
  at: number
  length: number
  buffer: Uint8Array
}
