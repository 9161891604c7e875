import type { Peer } from './handshake.ts'
import { MessageOrder } from './message-order.ts'
import type { CertificateMessage } from './messages/certificate-message.ts'
import type { CertificateRequestMessage } from './messages/certificate-request-message.ts'
import type { ClientHello } from './messages/client-hello.ts'
import type { HandshakeMessage } from './messages/handshake-message.ts'
import type { ServerHello } from './messages/server-hello.ts'
import { protocolVersion } from './registry/protocol-versions.ts'

/** One time that the peers agreed on something: the first handshake, a renegotiation, or a post-handshake authentication. */
export class Negotiation {
  readonly during: 'handshake' | 'renegotiation' | 'post-handshake'
  clientHello: ClientHello | undefined
  serverHello: ServerHello | undefined
  /** Named group of a TLS 1.2 key exchange. */
  keyExchangeGroup: number | undefined
  alpn: string | undefined
  serverCertificate: CertificateMessage | undefined
  /** OCSPResponse in DER that the server stapled to its certificate. */
  ocspResponse: Uint8Array | undefined
  request: CertificateRequestMessage | undefined
  clientCertificate: CertificateMessage | undefined
  /** The client sent a CertificateVerify. */
  proven = false
  /** The server has said everything that it says before the client answers. */
  serverFlightEnded = false
  readonly finished: Record<Peer, boolean> = { client: false, server: false }
  /** The first thing in it that cannot be right, or could not be read. */
  defect: string | undefined
  readonly #order = new MessageOrder()

  /** A post-handshake authentication goes on from the handshake before it. */
  constructor(during: 'handshake' | 'renegotiation' | 'post-handshake', before?: Negotiation) {
    this.during = during
    this.clientHello = before?.clientHello
    this.serverHello = before?.serverHello
    this.serverFlightEnded = before !== undefined
    this.finished.server = before !== undefined
  }

  /** A session was resumed: an accepted ticket or id (RFC 5246 7.3), or a key of an earlier session (RFC 8446 2.2). */
  get resumed(): boolean {
    const { clientHello, serverHello } = this
    if (serverHello === undefined) return false
    if (serverHello.version !== protocolVersion.tls13) return this.#order.abbreviated
    const age = serverHello.selectedPsk === undefined ? undefined : clientHello?.pskTicketAges[serverHello.selectedPsk]
    return age !== undefined && age !== 0
  }

  /** Both peers ended it. */
  get complete(): boolean {
    return this.finished.client && this.finished.server
  }

  add(from: Peer, message: HandshakeMessage): void {
    this.defect ??= this.#order.violation(from, message, this.serverHello)
    switch (message.name) {
      case 'ClientHello':
        this.clientHello = message
        break
      case 'ServerHello':
        this.serverHello = message
        this.alpn = message.alpn
        break
      case 'EncryptedExtensions':
        this.alpn = message.alpn
        break
      case 'ServerKeyExchange':
        this.keyExchangeGroup = message.group
        break
      case 'CertificateRequest':
        this.request = message
        break
      case 'Certificate':
        if (from === 'client') this.clientCertificate = message
        else {
          this.serverCertificate = message
          this.ocspResponse = message.ocspResponse
        }
        break
      case 'CertificateStatus':
        this.ocspResponse = message.ocspResponse
        break
      case 'CertificateVerify':
        if (from === 'client') this.proven = true
        break
      case 'ServerHelloDone':
        this.serverFlightEnded = true
        break
      case 'Finished':
        this.finished[from] = true
        if (from === 'server') this.serverFlightEnded = true
        if (message.verified !== true && this.during !== 'post-handshake')
          this.defect ??= `the ${from}'s Finished does not fit the messages that were read`
        break
    }
  }
}
