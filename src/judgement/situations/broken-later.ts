import { beginningOf, isInterim } from '../answer-beginning.ts'
import { isClosing, isCut, isReset, isTimeout } from '../closing.ts'
import type { TlsFacts } from '../facts.ts'
import { limitWords, longerLimit } from '../limit-words.ts'
import { subjectOf, whenGivenUp } from '../phrases.ts'
import { alertWords, orTheProxy } from '../refusal-words.ts'
import type { Situation } from '../situation.ts'
import { unusableAnswer } from './unusable-answer.ts'

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
        cause: `${facts.settings.proxy ? `The proxy ${facts.settings.proxy.url} said that it is connected to ${facts.origin}, and the TLS handshake with that was not finished` : `The server at ${facts.origin} accepted the TCP connection and did not finish the TLS handshake`} in time${limitIn(facts)}${ofOversized(facts).cause}.`,
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
        ...(facts.settings.proxy && { certainty: 'likely' as const }),
        cause: `The server at ${facts.origin} ${verb(facts)} the connection before ${isCutShort(facts) ? 'its answer to the first message of TLS was whole' : 'it answered the first message of TLS'}${orTheProxy(facts.settings)}${asksAndReset(facts) ? ', which asks for a stapled OCSP response: some servers (lighttpd with wolfSSL) reset such a connection' : ''}${ofOversized(facts).cause}.`,
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
  ...unusableAnswer,
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
        cause: `The server at ${facts.origin} ${verb(facts)} the connection without ${alertWords(facts)} and ${facts.answer ? 'before its answer was whole' : 'without an answer'}${notAsked(facts)}.`,
        remedy: `Look into the server's log${facts.evidence.reused ? ', and for a proxy or load balancer that closes idle connections' : ''}.`,
      },
  },
  {
    situation: 'given-up-by-the-caller',
    tell: (facts) =>
      (isCut(facts) || (isOurs(facts) && facts.wire.endedBy === 'client')) &&
      !facts.serverAlert && {
        party: 'client',
        means: 'close',
        cause: `The connection to ${facts.origin} was closed on our side (${facts.message.replace(/[.\s]+$/, '')}), ${whenGivenUp(facts)}.`,
        remedy: 'Look for what destroys the request, a timeout perhaps, or let it wait longer.',
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

/** Something of an answer came. */
function isCutShort({ handshake: { capture } }: TlsFacts): boolean {
  return capture.reason?.includes('could not be read') === true
}

function notAsked({ status }: TlsFacts): string {
  return status === 'not-requested' ? '; it had not asked for a client certificate' : ''
}

/** An error without a code of Node, undici or OpenSSL is one that somebody has made up. */
function isOurs({ failed, code }: TlsFacts): boolean {
  return failed && (code === '' || code === 'ERR_MTLS_REQUEST_FAILED')
}

function verb(facts: TlsFacts): 'closed' | 'reset' {
  return isReset(facts) ? 'reset' : 'closed'
}

function isTimedOut(facts: TlsFacts): boolean {
  return facts.evidence.limit !== undefined || isTimeout(facts)
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

function asksAndReset(facts: TlsFacts): boolean {
  return facts.wire.asksForOcsp === true && isReset(facts) && facts.settings.proxy === undefined
}
