import { type Conversation, type ConversationFacts, ConversationReader, isSameUnread } from './conversation.ts'
import type { WireHandshake } from './handshake.ts'
import {
  beginning,
  type RecordedRecord,
  type Recording,
  type RecordingPlace,
  type RecordingSource,
} from './recording.ts'
import { TranscriptDecoder } from './transcript-decoder.ts'
import type { TranscriptEvent } from './transcript-event.ts'
import { wireHandshakeOf } from './wire-handshake-of.ts'

/**
 * Reads the handshake of a connection that goes on. It goes on from what it has read before, and says what a new reader of
 * the same recording would say.
 */
export class WireHandshakeReader {
  readonly #source: RecordingSource
  #reading: Reading | undefined
  #version: number | undefined
  #handshake: WireHandshake | undefined
  #facts: ReadFacts = { records: 0, recordsWithoutGap: 0 }

  constructor(source: RecordingSource) {
    this.#source = source
  }

  /** The same object until something is said that changes it. Never throws, see `wireHandshakeOf`. */
  read(): WireHandshake {
    if (this.#handshake === undefined || this.#version !== this.#source.version) this.#handshake = this.#readOn()
    return this.#handshake
  }

  /** What else was known at the last `read`. */
  get facts(): ReadFacts {
    return this.#facts
  }

  /** Keeps the handshake, and no keys: what is recorded from here on is read from the beginning. */
  end(): void {
    this.#reading = undefined
  }

  #readOn(): WireHandshake {
    let reading = this.#reading
    let recording = this.#source.after(reading?.place ?? beginning)
    if (reading?.goesOnWith(recording) === false) {
      reading = undefined
      recording = this.#source.after(beginning)
    }
    const known = reading && this.#handshake
    // only what was read to its end is gone on from
    this.#reading = undefined
    reading ??= new Reading(recording.keyLog)
    const isNews = reading.read(recording)
    const handshake = known && !isNews ? known : wireHandshakeOf(reading.conversation)
    this.#reading = reading
    this.#version = recording.version
    this.#facts = reading.facts
    return handshake
  }
}

interface ReadFacts extends ConversationFacts {
  /** As many records of the server would there be if none had been left out since it asked for a certificate. */
  recordsWithoutGap: number
}

/** How far a recording has been read, and what it took to get there. */
class Reading {
  readonly #decoder: TranscriptDecoder
  readonly #reader = new ConversationReader()
  readonly #keyLogLines: number
  readonly #place: RecordingPlace = { ...beginning }
  /** Ordinal of the first record of the ring without which all would read differently. */
  #firstNeeded = Number.POSITIVE_INFINITY
  #serverRecords = 0
  #conversation: Conversation = { negotiations: [], alerts: [], unread: [] }

  constructor(keyLog: readonly string[]) {
    this.#decoder = new TranscriptDecoder(keyLog)
    this.#keyLogLines = keyLog.length
  }

  get place(): RecordingPlace {
    return this.#place
  }

  get conversation(): Conversation {
    return this.#conversation
  }

  get facts(): ReadFacts {
    return { ...this.#reader.facts, recordsWithoutGap: this.#serverRecords }
  }

  /** A new reader would have read the same by now: no more keys, and nothing gone that told anything. */
  goesOnWith({ keyLog, ringStart }: Recording): boolean {
    return keyLog.length === this.#keyLogLines && ringStart <= this.#firstNeeded
  }

  /** Takes what was recorded after `place`. Whether it told anything. */
  read(recording: Recording): boolean {
    const unfinished: TranscriptEvent[] = []
    let isNews = false
    for (const record of recording.records) {
      const events = this.#decoder.read(record)
      if (record.truncated) unfinished.push(...events)
      else if (this.#take(record, events)) isNews = true
    }
    const { unread: before, begunByServer: begunBefore } = this.#conversation
    this.#conversation = this.#reader.conversation(recording, unfinished, this.#decoder.begun('server'))
    const { unread, begunByServer } = this.#conversation
    if (begunByServer?.length !== begunBefore?.length) isNews = true
    return isNews || unread.length !== before.length || unread.some((one, place) => !isSameUnread(one, before[place]))
  }

  #take({ from, index, ringOrdinal }: RecordedRecord, events: readonly TranscriptEvent[]): boolean {
    if (from === 'server') this.#count(index, events)
    // every event has to be read, so `some` would not do
    const isNews = events.map((event) => this.#reader.read(event)).includes(true)
    if (ringOrdinal === undefined) this.#place.kept++
    else {
      this.#place.ring = ringOrdinal + 1
      const isNeeded = isNews || events.some(({ kind }) => kind === 'message') || !this.#decoder.bearsGap(from)
      if (isNeeded) this.#firstNeeded = Math.min(this.#firstNeeded, ringOrdinal)
    }
    return isNews
  }

  /** What was left out before the server asked for a certificate is of no interest. */
  #count(index: number, events: readonly TranscriptEvent[]): void {
    const asks = events.some((event) => event.kind === 'message' && event.message.name === 'CertificateRequest')
    this.#serverRecords = asks ? index + 1 : this.#serverRecords + 1
  }
}
