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
    if (event.kind === 'message') sort(event.from, event.message, negotiations)
    else if (event.kind === 'unreadable') {
      const couldAsk = event.from === 'server' && mayHideRequest(event.contentType, negotiations[0])
      unread.push({ reason: event.reason, couldAsk })
    }
  }
  return { events, negotiations, unread }
}

/** Adds a message to the negotiation that it belongs to. */
function sort(from: Peer, message: HandshakeMessage, negotiations: Negotiation[]): void {
  const current = negotiations.at(-1)
  const isTls13 = current?.serverHello?.version === protocolVersion.tls13
  // none of these decides anything: a renegotiation begins with the ClientHello that follows a HelloRequest
  if (message.name === 'HelloRequest' || message.name === 'KeyUpdate') return
  if (message.name === 'NewSessionTicket' && isTls13) return
  const during =
    current === undefined
      ? 'handshake'
      : message.name === 'ClientHello' && current.complete
        ? 'renegotiation'
        : message.name === 'CertificateRequest' && current.serverFlightEnded && isTls13
          ? 'post-handshake'
          : undefined
  if (during !== undefined)
    negotiations.push(new Negotiation(during, during === 'post-handshake' ? current : undefined))
  negotiations.at(-1)?.add(from, message)
}

function mayHideRequest(type: number, first: Negotiation | undefined): boolean {
  const { clientHello, serverHello } = first ?? {}
  if (serverHello?.version !== protocolVersion.tls13) {
    return type !== contentType.alert && type !== contentType.applicationData
  }
  // RFC 8446 4.6.2: only a client that offered it may be asked later
  return clientHello === undefined || hasExtension(clientHello.extensions, extension.postHandshakeAuth)
}

function notTlsReason({ from, bytes }: { from: Peer; bytes: Uint8Array }): string {
  const text = Buffer.from(bytes.subarray(0, 32)).toString('latin1')
  return `the ${from} did not speak TLS: its first bytes are ${JSON.stringify(text)}`
}
