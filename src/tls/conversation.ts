import { withoutTls } from './capture-reasons.ts'
import type { Alert, Peer } from './handshake.ts'
import type { BegunMessage } from './message-assembler.ts'
import { hasExtension } from './messages/extension-block.ts'
import type { HandshakeMessage } from './messages/handshake-message.ts'
import { Negotiation } from './negotiation.ts'
import type { Recording } from './recording.ts'
import { contentType } from './registry/content-types.ts'
import { extension } from './registry/extensions.ts'
import { protocolVersion } from './registry/protocol-versions.ts'
import type { TranscriptEvent } from './transcript-event.ts'

/** Something that could not be read. */
export interface Unread {
  reason: string
  /** A request for a client certificate may have been in it. */
  couldAsk: boolean
}

/** Everything that a recording says, sorted by what was negotiated. */
export interface Conversation {
  /** The first handshake, then renegotiations and post-handshake authentications. */
  readonly negotiations: readonly Negotiation[]
  readonly alerts: readonly Alert[]
  readonly unread: readonly Unread[]
  /** A message of the server that has begun and not ended. */
  readonly begunByServer?: BegunMessage
}

/** What a conversation tells beside what was negotiated, as far as its records were kept. */
export interface ConversationFacts {
  /** Records of the server's application data with something in them; where it asked for a certificate, since then. */
  records: number
  /** The first bytes of the first of them. */
  beginning?: Uint8Array
  /** Length of the latest ClientHello. */
  clientHello?: number
  /** It asks for a stapled OCSP response. */
  asksForOcsp?: boolean
  /** What the latest CertificateRequest listed, DER. */
  authorities?: readonly Uint8Array[]
}

/** Sorts what is said, event by event. */
export class ConversationReader {
  readonly #negotiations: Negotiation[] = []
  readonly #alerts: Alert[] = []
  readonly #unread: Unread[] = []
  #facts: ConversationFacts = { records: 0 }

  /** Whether the event changed anything: application data does not, nor does what is known to be unreadable. */
  read(event: TranscriptEvent): boolean {
    if (event.kind === 'alert') {
      this.#alerts.push(event.alert)
      return true
    }
    if (event.kind === 'application-data' && event.from === 'server' && event.bytes > 0) this.#served(event.beginning)
    if (event.kind === 'message') this.#learn(event)
    if (event.kind === 'unreadable') return this.#note(this.#unreadable(event))
    if (event.kind !== 'message' || decidesNothing(event.message, this.#negotiations.at(-1))) return false
    const stray = sort(event.from, event.message, this.#negotiations)
    if (stray !== undefined) this.#note({ reason: stray, couldAsk: event.from === 'server' })
    return true
  }

  get facts(): ConversationFacts {
    return this.#facts
  }

  /** All of it, with what is wrong with the recording itself, and with records that have begun and not ended. */
  conversation(
    { notTls, lost }: Recording,
    unfinished: readonly TranscriptEvent[],
    begunByServer?: BegunMessage,
  ): Conversation {
    const faults = [notTls && notTlsReason(notTls), lost].filter((reason) => reason !== undefined)
    return {
      negotiations: this.#negotiations,
      alerts: [...this.#alerts],
      ...(begunByServer && { begunByServer }),
      unread: [
        ...faults.map((reason) => ({ reason, couldAsk: true })),
        ...this.#unread,
        ...unfinished.flatMap((event) => (event.kind === 'unreadable' ? [this.#unreadable(event)] : [])),
      ],
    }
  }

  #learn({ message, bytes }: TranscriptEvent & { kind: 'message' }): void {
    if (message.name === 'ClientHello') {
      const asksForOcsp = hasExtension(message.extensions, extension.statusRequest)
      this.#facts = { ...this.#facts, clientHello: bytes.length, asksForOcsp }
    }
    if (message.name !== 'CertificateRequest') return
    this.#facts = { ...this.#facts, records: 0, authorities: message.authorities }
  }

  #served(beginning: Uint8Array): void {
    this.#facts = { beginning, ...this.#facts, records: this.#facts.records + 1 }
  }

  #unreadable(event: UnreadableEvent): Unread {
    return { reason: event.reason, couldAsk: mayHideRequest(event, this.#negotiations[0]) }
  }

  /** Of a peer that cannot be read any more, every record says the same. */
  #note(unread: Unread): boolean {
    const isKnown = this.#unread.some((known) => isSameUnread(known, unread))
    if (!isKnown) this.#unread.push(unread)
    return !isKnown
  }
}

export function isSameUnread(left: Unread | undefined, right: Unread | undefined): boolean {
  return left?.reason === right?.reason && left?.couldAsk === right?.couldAsk
}

/** Adds a message to the negotiation that it belongs to; tells what is wrong with one that belongs to none. */
function sort(from: Peer, message: HandshakeMessage, negotiations: Negotiation[]): string | undefined {
  const current = negotiations.at(-1)
  const next = nextNegotiation(message, current)
  if (next !== undefined) negotiations.push(next)
  else if (current?.complete) {
    if (message.name === 'Unreadable') return `a message of the ${from} could not be read: ${message.reason}`
    return `the ${from} sent ${message.name} after the handshake`
  }
  negotiations.at(-1)?.add(from, message)
  return undefined
}

/** A renegotiation begins with the ClientHello that follows a HelloRequest; tickets and key updates are no part of any. */
function decidesNothing({ name }: HandshakeMessage, current: Negotiation | undefined): boolean {
  return name === 'HelloRequest' || name === 'KeyUpdate' || (name === 'NewSessionTicket' && isTls13(current))
}

function nextNegotiation({ name }: HandshakeMessage, current: Negotiation | undefined): Negotiation | undefined {
  if (current === undefined) return new Negotiation('handshake')
  if (name === 'ClientHello' && current.complete) return new Negotiation('renegotiation')
  if (name === 'CertificateRequest' && current.complete && isTls13(current)) {
    return new Negotiation('post-handshake', current)
  }
  return undefined
}

function isTls13(negotiation: Negotiation | undefined): boolean {
  return negotiation?.serverHello?.version === protocolVersion.tls13
}

type UnreadableEvent = TranscriptEvent & { kind: 'unreadable' }

function mayHideRequest({ from, contentType: type }: UnreadableEvent, first: Negotiation | undefined): boolean {
  // a renegotiation is under way where the client shakes hands again, too
  if (!isTls13(first)) return type !== contentType.alert && type !== contentType.applicationData
  // RFC 8446 4.6.2: only a client that offered it may be asked later
  return from === 'server' && hasExtension(first?.clientHello?.extensions ?? [], extension.postHandshakeAuth)
}

function notTlsReason({ from, bytes }: { from: Peer; bytes: Uint8Array }): string {
  const text = Buffer.from(bytes.subarray(0, 32)).toString('latin1')
  return `${withoutTls(from)}${JSON.stringify(text)}`
}
