import type { Peer } from './handshake.ts'
import type { HandshakeMessage } from './messages/handshake-message.ts'
import type { ServerHello } from './messages/server-hello.ts'
import { cipherSuiteName } from './registry/cipher-suites.ts'
import { protocolVersion } from './registry/protocol-versions.ts'

type MessageName = HandshakeMessage['name']

/**
 * Holds a negotiation's messages against the order that the protocol fixes. A message out of place means that what was
 * read is not what the peers said, and then nothing may be concluded from a message that is absent.
 */
export class MessageOrder {
  readonly #seen: Record<Peer, MessageName[]> = { client: [], server: [] }

  /** The server finished without a flight of its own: a resumed session of TLS 1.2 (RFC 5246 7.3, figure 2). */
  get abbreviated(): boolean {
    const { server } = this.#seen
    return server.includes('Finished') && !server.includes('ServerHelloDone')
  }

  /** What is wrong with this message at this place; undefined when nothing is. */
  violation(from: Peer, message: HandshakeMessage, serverHello: ServerHello | undefined): string | undefined {
    const { name } = message
    if (name === 'Unreadable') return `a handshake message of the ${from} could not be read: ${message.reason}`
    const seen = this.#seen[from]
    const order = orders[serverHello?.version === protocolVersion.tls13 ? 'tls13' : 'tls12'][from]
    const place = order.indexOf(name)
    if (place < 0 || seen.some((earlier) => order.indexOf(earlier) >= place)) {
      // a second ClientHello answers a HelloRetryRequest
      const retried = name === 'ClientHello' && this.#seen.server.at(-1) === 'HelloRetryRequest' && seen.length === 1
      if (!retried) return `the ${from} sent ${name} out of order`
    }
    const missing = this.#missing(from, name, serverHello)
    seen.push(name)
    return missing && `the ${from} sent ${name} without ${missing}`
  }

  /** What must have come before. */
  #missing(from: Peer, name: MessageName, serverHello: ServerHello | undefined): MessageName | undefined {
    if (from === 'client' || serverHello === undefined) return undefined
    const seen = this.#seen.server
    const suite = cipherSuiteName(serverHello.cipherSuite)
    if (name === 'ServerHelloDone') {
      if (!/_(?:anon|PSK|SRP_SHA)_WITH_/.test(suite) && !seen.includes('Certificate')) return 'Certificate'
      if (/_(?:ECDHE|DHE|anon|SRP\w*)_/.test(suite) && !seen.includes('ServerKeyExchange')) return 'ServerKeyExchange'
    }
    if (name === 'Finished' && serverHello.version === protocolVersion.tls13) {
      if (!seen.includes('EncryptedExtensions')) return 'EncryptedExtensions'
      if (serverHello.selectedPsk === undefined && !seen.includes('CertificateVerify')) return 'CertificateVerify'
    }
    return undefined
  }
}

/** RFC 5246 7.3 with RFC 5077 3.3 and RFC 6066 section 8; RFC 8446 section 2. */
const orders: Record<'tls12' | 'tls13', Record<Peer, MessageName[]>> = {
  tls12: {
    client: ['ClientHello', 'Certificate', 'ClientKeyExchange', 'CertificateVerify', 'Finished'],
    server: [
      'HelloRetryRequest',
      'ServerHello',
      'Certificate',
      'CertificateStatus',
      'ServerKeyExchange',
      'CertificateRequest',
      'ServerHelloDone',
      'NewSessionTicket',
      'Finished',
    ],
  },
  tls13: {
    client: ['ClientHello', 'EndOfEarlyData', 'Certificate', 'CertificateVerify', 'Finished'],
    server: [
      'HelloRetryRequest',
      'ServerHello',
      'EncryptedExtensions',
      'CertificateRequest',
      'Certificate',
      'CertificateVerify',
      'Finished',
    ],
  },
}
