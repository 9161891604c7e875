import { serverWithoutTls } from '../../tls/capture-reasons.ts'
import { protocolSpoken } from '../protocol-spoken.ts'
import type { Situation } from '../situation.ts'

/** OpenSSL read bytes that are no TLS record. */
const wrongVersion =
  /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number|packet length too long|HTTP_REQUEST|BAD_RECORD_TYPE/

const ports: Record<string, string> = {
  SSH: 'That is the port of a shell',
  SMTP: 'That port begins TLS with STARTTLS, if at all',
  'SMTP or FTP': 'That port begins TLS by a command of its own, if at all',
  FTP: 'That port begins TLS with AUTH TLS, if at all',
  IMAP: 'That port begins TLS with STARTTLS, if at all',
  POP3: 'That port begins TLS with STLS, if at all',
  PostgreSQL: 'That port begins TLS by a message of its own',
  MySQL: 'That port begins TLS by a message of its own',
}

/** The other side does not speak TLS. */
export const notTls: readonly Situation[] = [
  {
    situation: 'server-speaks-plain-http',
    tell: ({ handshake, origin }) =>
      firstBytes(handshake.capture.reason)?.includes('HTTP/') && {
        subject: { kind: 'protocol', spoken: 'HTTP' },
        party: 'client',
        means: 'own-check',
        cause: `The server at ${origin} answered the TLS handshake in plain HTTP: that port does not speak TLS.`,
        remedy: 'Write http:// in the URL, or use the port on which the server speaks TLS.',
      },
  },
  {
    situation: 'server-not-tls',
    tell: ({ evidence, handshake, code, origin }) => {
      const first = firstBytes(handshake.capture.reason)
      if (handshake.protocol || (first === undefined && !wrongVersion.test(`${code} ${evidence.error?.message}`)))
        return false
      const spoken = first === undefined ? undefined : protocolSpoken(Buffer.from(first, 'latin1'))
      return {
        subject: { kind: 'protocol', ...(spoken !== undefined && { spoken }) },
        party: 'client',
        means: 'own-check',
        cause: `The server at ${origin} answered the TLS handshake with ${spoken ?? 'bytes that are not TLS'}: that port ${spoken === undefined ? 'speaks another protocol' : 'does not speak HTTPS'}.`,
        remedy: `${spoken !== undefined && ports[spoken] ? `${ports[spoken]}; use` : 'Use'} the port on which the server speaks HTTPS${spoken === undefined ? ', or http:// if it speaks plain HTTP' : ''}.`,
      }
    },
  },
]

/** What the record says of a peer that did not speak TLS. */
function firstBytes(reason = ''): string | undefined {
  if (!reason.startsWith(serverWithoutTls)) return undefined
  try {
    return String(JSON.parse(reason.slice(serverWithoutTls.length)))
  } catch {
    return ''
  }
}
