import type { Peer } from './handshake.ts'
import type { RecordedRecord, RecordingPlace } from './recording.ts'

/** The latest small records, copied into memory that is reused: a busy connection costs no allocation. */
export class RecordRing {
  readonly #slots: Slot[] = []
  readonly #size: number
  readonly #slotLength: number
  #pushed = 0

  /** Room for `size` records of up to `slotLength` bytes, header included. */
  constructor(size: number, slotLength: number) {
    this.#size = size
    this.#slotLength = slotLength
  }

  /** `after`: how many records had been kept for good by then. */
  push(after: number, from: Peer, index: number, at: number, bytes: Uint8Array): void {
    const slot = this.#slots[this.#pushed++ % this.#size] ?? this.#slot()
    slot.after = after
    slot.from = from
    slot.index = index
    slot.at = at
    slot.length = bytes.length
    slot.buffer.set(bytes)
  }

  /** Ordinal of the oldest record that is still there. */
  get start(): number {
    return this.#pushed - this.#slots.length
  }

  /** Both from `place` on, in the order in which they passed. */
  mergedInto(kept: readonly RecordedRecord[], place: RecordingPlace): RecordedRecord[] {
    const merged: RecordedRecord[] = []
    let taken = place.kept
    for (let ringOrdinal = Math.max(place.ring, this.start); ringOrdinal < this.#pushed; ringOrdinal++) {
      const { after, from, index, at, buffer, length } = this.#slots[ringOrdinal % this.#size] as Slot
      while (taken < after) merged.push(kept[taken++] as RecordedRecord)
      merged.push({ from, index, bytes: buffer.slice(0, length), at, ringOrdinal })
    }
    while (taken < kept.length) merged.push(kept[taken++] as RecordedRecord)
    return merged
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
