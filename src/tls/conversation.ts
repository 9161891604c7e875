import type { Peer } from './handshake.ts'
import { hasExtension } from './messages/extension-block.ts'
import type { HandshakeMessage } from './messages/handshake-message.ts'
import { Negotiation } from './negotiation.ts'
import type { Recording } from './recording.ts'
import { contentType } from './registry/content-types.ts'
import { extension } from './registry/extensions.ts'
import { protocolVersion } from './registry/protocol-versions.ts'
import { readEvents, type TranscriptEvent } from './transcript.ts'

/** Something that could not be read. */
export interface Unread {
  reason: string
  /** A request for a client certificate may have been in it. */
  couldAsk: boolean
}

/** Everything that a recording says, sorted by what was negotiated. */
export interface Conversation {
  events: TranscriptEvent[]
  /** The first handshake, then renegotiations and post-handshake authentications. */
  negotiations: Negotiation[]
  unread: Unread[]
}

export function readConversation(recording: Recording): Conversation {
  const events = readEvents(recording)
  const negotiations: Negotiation[] = []
  const unread: Unread[] = []
  if (recording.notTls !== undefined) unread.push({ reason: notTlsReason(recording.notTls), couldAsk: true })
  if (recording.lost !== undefined) unread.push({ reason: recording.lost, couldAsk: true })
  for (const event of events) {
    if (event.kind === 'message') {
      const stray = sort(event.from, event.message, negotiations)
      if (stray !== undefined) unread.push({ reason: stray, couldAsk: event.from === 'server' })
    } else if (event.kind === 'unreadable') {
      unread.push({ reason: event.reason, couldAsk: mayHideRequest(event, negotiations[0]) })
    }
  }
  return { events, negotiations, unread }
}

/** Adds a message to the negotiation that it belongs to; tells what is wrong with one that belongs to none. */
function sort(from: Peer, message: HandshakeMessage, negotiations: Negotiation[]): string | undefined {
  const current = negotiations.at(-1)
  if (decidesNothing(message, current)) return undefined
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
  return `the ${from} did not speak TLS: its first bytes are ${JSON.stringify(text)}`
}
