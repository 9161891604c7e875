import type { Peer } from './handshake.ts'
import { RecordRing } from './record-ring.ts'
import { headerLength, RecordStream, smallFragment } from './record-stream.ts'
import {
  beginning,
  type RecordedRecord,
  type Recording,
  type RecordingPlace,
  type RecordingSource,
} from './recording.ts'
import { contentType } from './registry/content-types.ts'

/** What can be told of one peer's bytes without decrypting anything. */
export interface PeerActivity {
  /** Complete records so far. */
  records: number
  /** Complete records after `handshakeDone()`: the first of a TLS 1.3 server is a ticket, an alert or an answer. */
  recordsSinceHandshake: number
  /** Complete records of the type alert. TLS 1.3 hides protected alerts among the application data. */
  alertRecords: number
  /** Complete records of the type application data after `handshakeDone()`. */
  applicationDataRecords: number
}

/**
 * Keeps of a connection what decoding may need, while the bytes pass.
 * Everything until `handshakeDone()`; then handshake, alert and ChangeCipherSpec records, the first few small records of
 * the server (session tickets), and a ring of the latest small ones (alerts, KeyUpdate).
 */
export class Recorder implements RecordingSource {
  readonly #streams: Record<Peer, RecordStream>
  readonly #activity: Record<Peer, PeerActivity> = { client: noActivity(), server: noActivity() }
  readonly #kept: RecordedRecord[] = []
  readonly #ring = new RecordRing(ringRecords, headerLength + smallFragment)
  readonly #keyLog: string[] = []
  readonly #now: () => number
  #startedAt: number | undefined
  #keptBytes = 0
  #ticketRecordsLeft = ticketRecords
  #handshakeDone = false
  #lost: string | undefined
  #version = 0
  #endedBy: Peer | undefined

  /** `now` gives milliseconds of a monotonic clock. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#streams = { client: this.#stream('client'), server: this.#stream('server') }
  }

  /** Bytes as they pass, in any cut. They are copied where they are kept: the buffer may be used again at once. */
  push(from: Peer, bytes: Uint8Array): void {
    this.#startedAt ??= this.#now()
    const stream = from === 'server' ? this.#streams.server : this.#streams.client
    const passes = this.#handshakeDone && (from === 'client' || this.#ticketRecordsLeft <= 0)
    if (!passes || !stream.pass(bytes)) stream.push(bytes)
    else this.#count(from === 'server' ? this.#activity.server : this.#activity.client, contentType.applicationData)
  }

  /** One line of Node's `keylog` event. */
  keyLog(line: string | Uint8Array): void {
    this.#keyLog.push((typeof line === 'string' ? line : Buffer.from(line).toString('latin1')).trimEnd())
    this.#version++
  }

  /** Nothing of this connection is given to `push`, for a reason that whoever looks is told. */
  leaveOut(reason: string): void {
    this.#lost = reason
    this.#version++
  }

  /** One side has ended the connection: its stream ended or broke, or it was closed here. The first end counts, once anything was sent. */
  ended(by: Peer): void {
    if (this.#startedAt !== undefined) this.#endedBy ??= by
  }

  /** Whose side ended the connection first, as far as TCP tells. */
  get endedBy(): Peer | undefined {
    return this.#endedBy
  }

  /** The client's last flight is out: from now on, bodies of application data are not kept. */
  handshakeDone(): void {
    this.#handshakeDone = true
  }

  /** Live counters; read them after a `push`. */
  get activity(): Readonly<Record<Peer, Readonly<PeerActivity>>> {
    return this.#activity
  }

  /** Grows with everything that changes the recording. */
  get version(): number {
    return this.#version + this.#streams.client.faults + this.#streams.server.faults
  }

  /** A snapshot. A record that has begun and not ended is its sender's last, marked as truncated. */
  get recording(): Recording {
    return this.after(beginning)
  }

  /** The same without the records before `place`, which costs as much as there are new ones. */
  after(place: RecordingPlace): Recording {
    const { client, server } = this.#streams
    const notTls = client.notTls ?? server.notTls
    const lost = this.#lost ?? client.broken ?? server.broken
    return {
      records: [...this.#ring.mergedInto(this.#kept, place), ...this.#unfinished()],
      keyLog: [...this.#keyLog],
      version: this.version,
      ringStart: this.#ring.start,
      ...(lost !== undefined && { lost }),
      ...(notTls !== undefined && { notTls }),
    }
  }

  #stream(from: Peer): RecordStream {
    return new RecordStream(
      from,
      (type, length) => {
        const wanted = this.#wants(from, type, length)
        if (wanted) this.#version++
        return wanted
      },
      (type, index, bytes) => this.#complete(from, type, index, bytes),
    )
  }

  /** Decides at a record's header, so that the cut of the bytes does not matter. */
  #wants(from: Peer, type: number, length: number): boolean {
    if (this.#handshakeDone && type === contentType.applicationData) {
      return length <= smallFragment || (from === 'server' && this.#ticketRecordsLeft > 0 && length <= ticketBytes)
    }
    if (this.#keptBytes + length <= keptBytesLimit) return true
    // an early upload is no loss; what a TLS 1.3 handshake lacks, the decoder sees by the gap
    if (type !== contentType.applicationData) {
      this.#lost ??= `more than ${keptBytesLimit / 1024} KiB of handshake were exchanged; the rest was not kept`
    }
    return false
  }

  #complete(from: Peer, type: number, index: number, bytes: Uint8Array | undefined): void {
    this.#count(this.#activity[from], type)
    if (bytes !== undefined) this.#keep(from, type, index, bytes)
  }

  #count(activity: PeerActivity, type: number): void {
    activity.records++
    if (type === contentType.alert) activity.alertRecords++
    if (!this.#handshakeDone) return
    activity.recordsSinceHandshake++
    if (type === contentType.applicationData) activity.applicationDataRecords++
  }

  #keep(from: Peer, type: number, index: number, bytes: Uint8Array): void {
    this.#version++
    const at = this.#now() - (this.#startedAt as number)
    const settled = this.#handshakeDone && type === contentType.applicationData
    const mayBeTicket = settled && from === 'server' && this.#ticketRecordsLeft-- > 0
    // a larger one had begun before the handshake was done
    if (settled && !mayBeTicket && bytes.length <= headerLength + smallFragment) {
      this.#ring.push(this.#kept.length, from, index, at, bytes)
      return
    }
    this.#kept.push({ from, index, bytes: bytes.slice(), at })
    this.#keptBytes += bytes.length
  }

  #unfinished(): RecordedRecord[] {
    return (['client', 'server'] as const).flatMap((from) => {
      const bytes = this.#streams[from].unfinished
      if (bytes === undefined) return []
      const at = this.#now() - (this.#startedAt as number)
      return [{ from, index: this.#streams[from].index, bytes, at, truncated: true as const }]
    })
  }
}

/** Room for a CA list of several records and a chain; a usual handshake takes 3 to 8 KiB. */
const keptBytesLimit = 256 * 1024

/** A TLS 1.3 server sends two tickets at most in practice; they carry the client's chain. */
const ticketRecords = 2
const ticketBytes = 3 * 1024

const ringRecords = 32

function noActivity(): PeerActivity {
  return { records: 0, recordsSinceHandshake: 0, alertRecords: 0, applicationDataRecords: 0 }
}
