import { isClosing, isReset } from '../closing.ts'
import { isTimeout } from '../ending.ts'
import type { TlsFacts } from '../facts.ts'
import { limitWords, longerLimit } from '../limit-words.ts'
import { subjectOf } from '../phrases.ts'
import { protocolSpoken } from '../protocol-spoken.ts'
import type { Situation } from '../situation.ts'

/** From this length on a ClientHello does not fit the first packet, which some boxes cannot handle. Bytes. */
const oversized = 1300

/** The connection failed in a way that is not about certificates. */
export const brokenLater: readonly Situation[] = [
  {
    situation: 'handshake-timeout',
    tell: (facts) =>
      isTimedOut(facts) &&
      (!facts.handshake.protocol || facts.status === 'unknown') && {
        subject: limitSubject(facts),
        cause: `The server at ${facts.origin} accepted the TCP connection and did not finish the TLS handshake in time${limitIn(facts)}${ofOversized(facts).cause}.`,
        remedy: `Check that the port speaks TLS and that nothing in between holds the bytes back${ofOversized(facts).remedy}.`,
      },
  },
  {
    situation: 'no-answer-in-time',
    tell: (facts) =>
      isTimedOut(facts) && {
        subject: limitSubject(facts),
        cause: `The server at ${facts.origin} did not ${facts.answer ? 'finish its answer' : 'answer'} in time${limitIn(facts)}${facts.status === 'sent' ? `, after it had got our client certificate (${subjectOf(facts.leaf)})` : ''}; TLS had not failed.`,
        remedy: `Look into the server's log, or ${longerLimit(facts.evidence.limit)}.`,
      },
  },
  {
    situation: 'closed-during-handshake',
    tell: (facts) =>
      isClosing(facts) &&
      !facts.serverAlert &&
      !facts.handshake.protocol && {
        subject: { kind: 'network', code: facts.code },
        cause: `The server at ${facts.origin} ${verb(facts)} the connection before it answered the first message of TLS${asksAndReset(facts) ? ', which asks for a stapled OCSP response: some servers (lighttpd with wolfSSL) reset such a connection' : ''}${ofOversized(facts).cause}.`,
        remedy: `${asksAndReset(facts) ? 'Try requestOCSP: false in the config. Otherwise check' : 'Check'} that the port speaks TLS, that the server has a certificate for ${facts.handshake.servername === undefined ? 'a connection without a server name (set servername)' : 'the name that was sent'}, and that no firewall cuts the connection${ofOversized(facts).remedy}.`,
      },
  },
  {
    situation: 'closed-in-mid-handshake',
    tell: (facts) =>
      isClosing(facts) &&
      !facts.serverAlert &&
      facts.status === 'unknown' && {
        subject: { kind: 'network', code: facts.code },
        certainty: facts.refusal ? 'unknown' : 'proven',
        cause: `The server at ${facts.origin} ${verb(facts)} the connection before the TLS handshake was through (${facts.handshake.capture.reason ?? 'the record ends there'}).`,
        remedy: "Look into the server's log, and for a firewall or load balancer that cuts the connection.",
      },
  },
  {
    situation: 'post-handshake-authentication-refused',
    tell: (facts) =>
      isClosing(facts) &&
      !facts.serverAlert &&
      !facts.answer &&
      facts.status === 'not-requested' &&
      facts.evidence.upload !== true &&
      facts.wire.seen === false &&
      facts.handshake.protocol === 'TLSv1.3' &&
      facts.handshake.clientCertificate.configured !== undefined && {
        subject: {
          kind: 'client-certificate',
          presented: 'unknown',
          why: 'post-handshake-authentication',
          whyCertainty: 'likely',
        },
        certainty: 'likely',
        cause: `The server at ${facts.origin} ${verb(facts)} the connection when it had the request, and had not asked for a client certificate; IIS does so on TLS 1.3 where one path alone needs it, as Node does not offer post-handshake authentication.`,
        remedy:
          "Set maxVersion: 'TLSv1.2' (and http2: false), so that the server can renegotiate, or let it ask in the first handshake, for the whole host.",
      },
  },
  {
    situation: 'unusable-answer',
    tell: (facts) => {
      const { origin, wire, evidence, answer } = facts
      if (answer || !facts.failed || !isUnusable(facts)) return false
      const spoken = wire.beginning && protocolSpoken(wire.beginning)
      const isHttp = spoken === 'HTTP'
      return {
        party: 'client',
        means: 'own-check',
        subject: { kind: 'protocol', ...(spoken !== undefined && { spoken }) },
        cause: isHttp
          ? `The server at ${origin} answered with HTTP that cannot be used: it begins ${beginningOf(facts)} (${whatIsWrong(facts)}).`
          : `The server at ${origin} ${spoken === undefined ? 'sent what is no HTTP answer' : `spoke ${spoken === 'HTTP/2' ? 'HTTP/2 unasked' : spoken}`} over a TLS connection that was good${wire.beginning && spoken !== 'HTTP/2' ? `: it begins ${beginningOf(facts)}` : spoken === 'HTTP/2' ? '' : ` (${whatIsWrong(facts)})`}.`,
        remedy:
          spoken === 'HTTP/2'
            ? evidence.settings?.http2
              ? 'Let the server choose h2 by ALPN where it speaks HTTP/2.'
              : 'Set http2: true, or let the server heed ALPN and speak HTTP/1.1.'
            : isHttp
              ? 'Look into what the server sends: a program behind it may write the answer by hand.'
              : 'Use the port on which the server speaks HTTP over TLS.',
      }
    },
  },
  {
    situation: 'http-1.1-required',
    tell: ({ failed, message, origin, status }) =>
      failed &&
      /HTTP_1_1_REQUIRED/.test(message) && {
        party: 'server',
        means: 'reset',
        subject: { kind: 'protocol', spoken: 'HTTP/2' },
        cause: `The server at ${origin} reset the HTTP/2 stream with HTTP_1_1_REQUIRED${status === 'not-requested' ? ', and had not asked for a client certificate: Apache and IIS do so where one path alone needs it, as HTTP/2 cannot ask later (RFC 9113 section 9.2.1)' : ': for this request it speaks HTTP/1.1 alone'}.`,
        remedy:
          status === 'not-requested'
            ? "Set http2: false, and maxVersion: 'TLSv1.2', so that the server can renegotiate."
            : 'Set http2: false.',
      },
  },
  {
    situation: 'goaway',
    tell: (facts) =>
      facts.failed &&
      /GOAWAY|HTTP2|NGHTTP2/i.test(`${facts.code} ${facts.message}`) && {
        party: 'server',
        means: 'close',
        subject: { kind: 'protocol', spoken: 'HTTP/2' },
        cause: `The server at ${facts.origin} ended the HTTP/2 ${/STREAM|RST/i.test(`${facts.code} ${facts.message}`) ? 'stream' : 'session'} (${facts.message.replace(/[.\s]+$/, '') || facts.code}); TLS had not failed.`,
        remedy: "Look into the server's log, or try with http2: false.",
      },
  },
  {
    situation: 'closed-in-upload',
    tell: (facts) =>
      isClosing(facts) &&
      !facts.serverAlert &&
      facts.evidence.upload === true &&
      !facts.answer && {
        subject: { kind: 'network', code: facts.code },
        cause: `The server at ${facts.origin} ${verb(facts)} the connection in the middle of the upload, before it had answered${notAsked(facts)}.`,
        remedy: "Look into the server's log, and for its limit on the size or the time of a request.",
      },
  },
  {
    situation: 'answer-broken-off',
    tell: (facts) =>
      isClosing(facts) &&
      !facts.serverAlert &&
      !facts.answer &&
      facts.wire.seen === true &&
      facts.wire.beginning !== undefined &&
      facts.evidence.reused === false && {
        subject: { kind: 'protocol', spoken: 'HTTP' },
        cause: `The server at ${facts.origin} ${verb(facts)} the connection before the head of its answer was whole: that begins ${beginningOf(facts)}${isInterim(facts) ? ', an interim answer, and no final one came' : ''}${notAsked(facts)}.`,
        remedy: "Look into the server's log: it, or a program behind it, broke off.",
      },
  },
  {
    situation: 'closed-later',
    tell: (facts) =>
      isClosing(facts) &&
      !facts.serverAlert && {
        subject: { kind: 'network', code: facts.code },
        cause: `The server at ${facts.origin} ${verb(facts)} the connection without an alert and ${facts.answer ? 'before its answer was whole' : 'without an answer'}${notAsked(facts)}.`,
        remedy: `Look into the server's log${facts.evidence.reused ? ', and for a proxy or load balancer that closes idle connections' : ''}.`,
      },
  },
]

/** What is said where our first message was too long for one packet, and no answer to it was seen. */
function ofOversized({ handshake, wire: { clientHello = 0 } }: TlsFacts): { cause: string; remedy: string } {
  if (handshake.protocol !== undefined || clientHello <= oversized) return { cause: '', remedy: '' }
  return {
    cause: `; our ClientHello of ${clientHello} bytes, with the post-quantum key share (ML-KEM), takes more than one packet, which some boxes drop`,
    remedy:
      "; to rule out its size, set maxVersion: 'TLSv1.2' for this request, or run Node with --openssl-config=FILE, a file whose Groups are X25519:P-256",
  }
}

function notAsked({ status }: TlsFacts): string {
  return status === 'not-requested' ? '; it had not asked for a client certificate' : ''
}

function verb(facts: TlsFacts): 'closed' | 'reset' {
  return isReset(facts) ? 'reset' : 'closed'
}

function isTimedOut({ code, evidence }: TlsFacts): boolean {
  return evidence.limit !== undefined || isTimeout(code)
}

function limitIn({ evidence: { limit } }: TlsFacts): string {
  return limit ? ` (${limitWords(limit)})` : ''
}

function limitSubject({ evidence: { limit } }: TlsFacts) {
  return {
    kind: 'time-limit' as const,
    ...(limit && { option: limit.option, milliseconds: limit.milliseconds }),
  }
}

/** The client's parser gave up on what came, or the answer was one that nobody had asked for. */
function isUnusable({ code, message, wire, handshake }: TlsFacts): boolean {
  if (
    /^HPE_|^ERR_HTTP_|^ERR_MTLS_(?:SWITCHED|HTTP|PROTOCOL|ANSWER)/.test(code) ||
    /bad response|bad upgrade|Parse Error/i.test(message)
  )
    return true
  if (handshake.alpn === 'h2') return false
  return (
    wire.beginning !== undefined &&
    !/^(?:ERR_HTTP2|NGHTTP2)/.test(code) &&
    !/GOAWAY/.test(message) &&
    protocolSpoken(wire.beginning) !== 'HTTP'
  )
}

/** The first line that came, as a quoted text. */
function beginningOf({ wire: { beginning } }: TlsFacts): string {
  const line =
    Buffer.from(beginning ?? [])
      .toString('latin1')
      .split(/\r?\n/)[0] ?? ''
  return JSON.stringify(line.slice(0, 40))
}

function isInterim({ wire: { beginning } }: TlsFacts): boolean {
  return /^HTTP\/1\.[01] 10[0-3]/.test(Buffer.from(beginning ?? []).toString('latin1'))
}

function whatIsWrong(facts: TlsFacts): string {
  const { message, code } = facts
  if (isInterim(facts) && !code.startsWith('ERR_MTLS')) return 'an interim answer, and no final one'
  return message.replace(/[.\s]+$/, '')
}

function asksAndReset(facts: TlsFacts): boolean {
  return facts.wire.asksForOcsp === true && isReset(facts)
}
