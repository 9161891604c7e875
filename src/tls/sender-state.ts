import { DecodeError } from './decode-error.ts'
import { MessageAssembler } from './message-assembler.ts'
import type { ProtectedRecord, RecordProtection } from './protection/record-protection.ts'
import { contentType } from './registry/content-types.ts'

/** Where one peer's byte stream stands: its key, its sequence number, its half-read message. */
export class SenderState {
  readonly assembler = new MessageAssembler()
  /** Why nothing more of this peer can be read. */
  stopped: string | undefined
  #protection: RecordProtection | undefined
  #epoch: 'plain' | 'handshake' | 'application' = 'plain'
  #sequence = 0
  #nextIndex = 0

  get protection(): RecordProtection | undefined {
    return this.#protection
  }

  get epoch(): 'plain' | 'handshake' | 'application' {
    return this.#epoch
  }

  /** The peer's next records are under another key. */
  protect(protection: RecordProtection, epoch: 'handshake' | 'application'): void {
    this.#protection = protection
    this.#epoch = epoch
    this.#sequence = 0
  }

  /** How many records before this one were not kept. Throws where they cannot be done without. */
  gapBefore(index: number): number {
    const skipped = index - this.#nextIndex
    if (skipped < 0) throw new DecodeError('record.index', `at least ${this.#nextIndex}`, `${index}`)
    if (skipped > 0 && !this.#isBetweenMessages) {
      throw new DecodeError('record', 'all records before it', `${skipped} that were not kept`)
    }
    return skipped
  }

  /** Goes past a gap and the record behind it. Sequence numbers count what was not kept, too. */
  advance(skipped: number): void {
    this.#nextIndex += skipped + 1
    this.#sequence += skipped
  }

  /** Had the latest record not been kept, the next one would read the same, as long as this one was application data. */
  get bearsGap(): boolean {
    return this.stopped !== undefined || (this.#isBetweenMessages && this.#protection?.isChained !== true)
  }

  get #isBetweenMessages(): boolean {
    return this.#epoch === 'application' && !this.assembler.pending
  }

  open(record: ProtectedRecord, isTls13: boolean): { type: number; content: Uint8Array; wasProtected: boolean } {
    // TLS 1.3 shows every protected record as application data; alerts from before the keys stay plain (RFC 8446 5.2)
    const isProtected = this.#protection !== undefined && (!isTls13 || record.type === contentType.applicationData)
    if (isProtected) {
      const opened = (this.#protection as RecordProtection).open(record, this.#sequence++)
      return { ...opened, wasProtected: true }
    }
    if (record.type === contentType.applicationData) {
      throw new DecodeError('record', 'a record before any key', 'a protected one')
    }
    if (this.#protection !== undefined && record.type === contentType.handshake) {
      throw new DecodeError('record', 'a protected handshake record', 'a plain one')
    }
    return { type: record.type, content: record.fragment, wasProtected: false }
  }
}
