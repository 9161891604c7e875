import { DecodeError, reasonOf } from '../decode-error.ts'
import type { Peer } from '../handshake.ts'
import { Reader } from '../reader.ts'
import { handshakeType } from '../registry/handshake-types.ts'
import { type CertificateMessage, readCertificateMessage } from './certificate-message.ts'
import { type CertificateRequestMessage, readCertificateRequest } from './certificate-request-message.ts'
import { type CertificateStatus, readCertificateStatus } from './certificate-status.ts'
import { type CertificateVerify, readCertificateVerify } from './certificate-verify.ts'
import { type ClientHello, readClientHello } from './client-hello.ts'
import { readCompressedCertificate } from './compressed-certificate.ts'
import { type EncryptedExtensions, readEncryptedExtensions } from './encrypted-extensions.ts'
import { type NewSessionTicket, readNewSessionTicket } from './new-session-ticket.ts'
import { readServerHello, type ServerHello } from './server-hello.ts'
import { readServerKeyExchange, type ServerKeyExchange } from './server-key-exchange.ts'

export type HandshakeMessage =
  | ClientHello
  | ServerHello
  | EncryptedExtensions
  | CertificateRequestMessage
  | CertificateMessage
  | CertificateVerify
  | CertificateStatus
  | ServerKeyExchange
  | NewSessionTicket
  | { name: 'HelloRequest' | 'ServerHelloDone' | 'EndOfEarlyData' }
  | { name: 'ClientKeyExchange'; exchange: Uint8Array }
  /** `verified`: whether it covers exactly the messages that were read; undefined where its key is unknown. */
  | { name: 'Finished'; verifyData: Uint8Array; verified?: boolean }
  | { name: 'KeyUpdate'; updateRequested: boolean }
  /** A type that is not known here, or a message whose body is not what its type says. */
  | { name: 'Unreadable'; type: number; body: Uint8Array; reason: string }

/** What the ServerHello decided; messages before it read alike in every version. */
export interface MessageContext {
  version: number
  cipherSuite: number
}

/** One handshake message by its type and body (RFC 8446 section 4, RFC 5246 7.4). Never throws. */
export function readHandshakeMessage(
  from: Peer,
  type: number,
  body: Uint8Array,
  { version, cipherSuite }: MessageContext,
): HandshakeMessage {
  const form = forms.get(type)
  const reader = new Reader(body, form?.name ?? 'Handshake')
  try {
    if (form === undefined) throw new DecodeError('Handshake.msg_type', 'a known type', `${type}`)
    if (form.by !== undefined && form.by !== from)
      throw new DecodeError(form.name, `one by the ${form.by}`, `the ${from}'s`)
    const message = form.read(reader, version, cipherSuite)
    reader.end()
    return message
  } catch (error) {
    return { name: 'Unreadable', type, body, reason: reasonOf(error) }
  }
}

interface MessageForm {
  name: string
  /** The only peer that may send it. */
  by?: Peer
  read(reader: Reader, version: number, cipherSuite: number): HandshakeMessage
}

const forms = new Map<number, MessageForm>([
  [handshakeType.helloRequest, bare('HelloRequest', 'server')], // RFC 5246 7.4.1.1
  [handshakeType.clientHello, { name: 'ClientHello', by: 'client', read: readClientHello }],
  [handshakeType.serverHello, { name: 'ServerHello', by: 'server', read: readServerHello }],
  [handshakeType.newSessionTicket, { name: 'NewSessionTicket', by: 'server', read: readNewSessionTicket }],
  [handshakeType.endOfEarlyData, bare('EndOfEarlyData', 'client')], // RFC 8446 4.5
  [handshakeType.encryptedExtensions, { name: 'EncryptedExtensions', by: 'server', read: readEncryptedExtensions }],
  [handshakeType.certificate, { name: 'Certificate', read: readCertificateMessage }],
  [handshakeType.serverKeyExchange, { name: 'ServerKeyExchange', by: 'server', read: readServerKeyExchange }],
  [handshakeType.certificateRequest, { name: 'CertificateRequest', by: 'server', read: readCertificateRequest }],
  [handshakeType.serverHelloDone, bare('ServerHelloDone', 'server')], // RFC 5246 7.4.5
  [handshakeType.certificateVerify, { name: 'CertificateVerify', read: readCertificateVerify }],
  [handshakeType.clientKeyExchange, { name: 'ClientKeyExchange', by: 'client', read: readClientKeyExchange }],
  [handshakeType.finished, { name: 'Finished', read: readFinished }],
  [handshakeType.certificateStatus, { name: 'CertificateStatus', by: 'server', read: readCertificateStatus }],
  [handshakeType.keyUpdate, { name: 'KeyUpdate', read: readKeyUpdate }],
  [handshakeType.compressedCertificate, { name: 'CompressedCertificate', read: readCompressedCertificate }],
])

function bare(name: 'HelloRequest' | 'ServerHelloDone' | 'EndOfEarlyData', by: Peer): MessageForm {
  return { name, by, read: () => ({ name }) }
}

/** RFC 5246 7.4.7: its form depends on the key exchange, and nothing in it is evidence. */
function readClientKeyExchange(reader: Reader): HandshakeMessage {
  return { name: 'ClientKeyExchange', exchange: reader.rest() }
}

/** RFC 8446 4.4.4, RFC 5246 7.4.9 */
function readFinished(reader: Reader): HandshakeMessage {
  return { name: 'Finished', verifyData: reader.rest() }
}

/** RFC 8446 4.6.3 */
function readKeyUpdate(reader: Reader): HandshakeMessage {
  const request = reader.uint8('request_update')
  if (request > 1) throw new DecodeError('KeyUpdate.request_update', '0 or 1', `${request}`)
  return { name: 'KeyUpdate', updateRequested: request === 1 }
}
