import { ConnectionKeys } from './connection-keys.ts'
import { DecodeError, reasonOf } from './decode-error.ts'
import type { Peer } from './handshake.ts'
import { HandshakeHash } from './handshake-hash.ts'
import { KeyLog } from './key-log.ts'
import type { BegunMessage } from './message-assembler.ts'
import { readAlerts } from './messages/alert.ts'
import type { ClientHello } from './messages/client-hello.ts'
import { type HandshakeMessage, readHandshakeMessage } from './messages/handshake-message.ts'
import type { ServerHello } from './messages/server-hello.ts'
import { cipherAlgorithm } from './protection/cipher-algorithm.ts'
import { Tls13Protection } from './protection/tls13-protection.ts'
import { Reader } from './reader.ts'
import type { RecordedRecord } from './recording.ts'
import { contentType } from './registry/content-types.ts'
import { SenderState } from './sender-state.ts'
import type { TranscriptEvent } from './transcript-event.ts'

/** Follows both peers of a connection record by record and changes keys where they do. */
export class TranscriptDecoder {
  readonly #keyLog: KeyLog
  readonly #senders: Record<Peer, SenderState> = { client: new SenderState(), server: new SenderState() }
  readonly #hash = new HandshakeHash()
  /** Who has ended the present negotiation. */
  readonly #finished = new Set<Peer>()
  #clientRandom: Uint8Array = new Uint8Array(0)
  #serverHello: ServerHello | undefined
  #keys: ConnectionKeys | undefined
  #retried = false

  constructor(keyLog: readonly string[]) {
    this.#keyLog = new KeyLog(keyLog)
  }

  /** The events of the next record. */
  read(record: RecordedRecord): TranscriptEvent[] {
    const { from, at } = record
    const sender = this.#senders[from]
    const events: TranscriptEvent[] = []
    let { stopped } = sender
    if (stopped === undefined) {
      try {
        const skipped = sender.gapBefore(record.index)
        if (skipped > 0) events.push({ from, at, kind: 'not-kept', records: skipped })
        if (record.truncated) throw new DecodeError('record', 'all of its bytes', 'the end of the connection')
        sender.advance(skipped)
        this.#read(record, sender, events)
      } catch (error) {
        stopped = `record ${record.index} of the ${from} could not be read: ${reasonOf(error)}`
        // the rest of a truncated one may still come
        if (!record.truncated) sender.stopped = stopped
      }
    }
    if (stopped !== undefined) {
      events.push({ from, at, kind: 'unreadable', contentType: record.bytes[0] ?? 0, reason: stopped })
    }
    return events
  }

  /** Whether what comes after this peer's latest record would read the same without it, if that was application data. */
  bearsGap(from: Peer): boolean {
    return this.#senders[from].bearsGap
  }

  /** The message of this peer that has begun and not ended. */
  begun(from: Peer): BegunMessage | undefined {
    return this.#senders[from].assembler.begun
  }

  #read(record: RecordedRecord, sender: SenderState, events: TranscriptEvent[]): void {
    const reader = new Reader(record.bytes, 'TLSPlaintext')
    const outer = {
      type: reader.uint8('type'),
      version: reader.uint16('legacy_record_version'),
      fragment: reader.vector16('fragment'),
    }
    reader.end()
    const { from, at } = record
    const { type, content, wasProtected } = sender.open(outer, this.#keys?.isTls13 === true)
    if (sender.assembler.pending && type !== contentType.handshake && type !== contentType.alert) {
      throw new DecodeError('record', 'the rest of a handshake message', `content type ${type}`)
    }
    if (type === contentType.handshake) {
      for (const { message, bytes } of this.#messages(from, sender, content)) {
        events.push({ from, at, kind: 'message', message, bytes, protected: wasProtected })
      }
    } else if (type === contentType.alert) {
      for (const alert of readAlerts(content, from)) {
        events.push({ from, at, kind: 'alert', alert, protected: wasProtected })
      }
    } else if (type === contentType.changeCipherSpec) {
      this.#changeCipherSpec(from, sender, content)
      events.push({ from, at, kind: 'change-cipher-spec' })
    } else if (type === contentType.applicationData) {
      const beginning = content.slice(0, longestBeginning)
      events.push({ from, at, kind: 'application-data', bytes: content.length, beginning })
    } else throw new DecodeError('record.type', 'a content type of TLS', `${type}`)
  }

  #messages(from: Peer, sender: SenderState, content: Uint8Array): MessageOnWire[] {
    const protection = sender.protection
    const messages = sender.assembler.push(content).map(({ type, body, whole: bytes }) => {
      // RFC 8446 5.1: messages must not span key changes
      if (sender.protection !== protection) throw new DecodeError('record', 'its end at a key change', 'more messages')
      const message = readHandshakeMessage(from, type, body, this.#serverHello ?? { version: 0, cipherSuite: 0 })
      if (message.name === 'Finished') this.#verify(from, sender, message)
      this.#follow(from, sender, message, bytes)
      return { message, bytes }
    })
    if (sender.protection !== protection && sender.assembler.pending) {
      throw new DecodeError('record', 'its end at a key change', 'more of a message')
    }
    return messages
  }

  #verify(from: Peer, sender: SenderState, message: HandshakeMessage & { name: 'Finished' }): void {
    // after the handshake, a TLS 1.3 Finished covers other messages under another key (RFC 8446 4.4.4)
    if (this.#keys?.isTls13 && sender.epoch !== 'handshake') return
    const verified = this.#keys?.verifies(from, message.verifyData, this.#hash)
    if (verified !== undefined) message.verified = verified
  }

  /** What a message changes for everything after it. */
  #follow(from: Peer, sender: SenderState, message: HandshakeMessage, bytes: Uint8Array): void {
    if (message.name === 'ClientHello') this.#clientHello(message)
    else if (message.name === 'HelloRetryRequest') this.#helloRetryRequest(message)
    else if (message.name === 'ServerHello') this.#agree(message)
    else if (message.name === 'KeyUpdate' && sender.protection instanceof Tls13Protection) {
      sender.protect(sender.protection.next(), 'application')
    } else if (message.name === 'Finished' && this.#keys?.isTls13 && sender.epoch === 'handshake') {
      sender.protect(this.#keys.tls13(from, 'application'), 'application')
    }
    // RFC 5246 7.4.1.1; tickets of TLS 1.3 come after the messages that are hashed (RFC 8446 4.4.1)
    const isHashed = message.name !== 'HelloRequest' && !(message.name === 'NewSessionTicket' && this.#keys?.isTls13)
    if (isHashed) this.#hash.add(bytes)
    if (message.name === 'Finished') this.#finished.add(from)
    if (this.#finished.size === 2) this.#hash.end()
  }

  #clientHello({ random }: ClientHello): void {
    if (!this.#retried) this.#hash.restart()
    this.#finished.clear()
    this.#retried = false
    this.#clientRandom = random
  }

  #helloRetryRequest({ cipherSuite }: ServerHello): void {
    this.#retried = true
    const algorithm = cipherAlgorithm(cipherSuite)
    if (algorithm !== undefined) this.#hash.replaceByHash(algorithm.hash)
  }

  #agree(serverHello: ServerHello): void {
    this.#serverHello = serverHello
    this.#keys = new ConnectionKeys(this.#keyLog, this.#clientRandom, serverHello)
    if (!this.#keys.isTls13) return
    for (const peer of ['client', 'server'] as const) {
      this.#senders[peer].protect(this.#keys.tls13(peer, 'handshake'), 'handshake')
    }
  }

  #changeCipherSpec(from: Peer, sender: SenderState, content: Uint8Array): void {
    if (content.length !== 1 || content[0] !== 1) {
      throw new DecodeError('ChangeCipherSpec', 'one byte of 1', Buffer.from(content).toString('hex'))
    }
    // RFC 8446 appendix D.4: in TLS 1.3 it means nothing
    if (this.#keys !== undefined && !this.#keys.isTls13) sender.protect(this.#keys.tls12(from), 'application')
  }
}

/** Bytes. */
const longestBeginning = 64

interface MessageOnWire {
  message: HandshakeMessage
  bytes: Uint8Array
}
