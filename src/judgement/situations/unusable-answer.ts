import { beginningOf, isInterim } from '../answer-beginning.ts'
import type { TlsFacts } from '../facts.ts'
import { protocolSpoken } from '../protocol-spoken.ts'
import type { Situation, Told } from '../situation.ts'

/** TLS held, and what the server sent over it is no answer that can be used. */
export const unusableAnswer: readonly Situation[] = [
  {
    situation: 'unusable-answer',
    tell: (facts) => {
      const { origin, wire, evidence, answer } = facts
      if (answer || !facts.failed || !isUnusable(facts)) return false
      const spoken = wire.beginning && protocolSpoken(wire.beginning)
      const isHttp = spoken === 'HTTP'
      if (facts.handshake.alpn === 'h2') return brokenPromise(facts, spoken)
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
      !(facts.evidence.upload && facts.code === 'ECONNRESET') &&
      /GOAWAY|HTTP\/?2/i.test(`${facts.code} ${facts.message}`) && {
        party: 'server',
        means: 'close',
        subject: { kind: 'protocol', spoken: 'HTTP/2' },
        cause: `The server at ${facts.origin} ended the HTTP/2 ${whatEnded(facts)}; TLS had not failed.`,
        remedy: "Look into the server's log, or try with http2: false.",
      },
  },
]

/** The client's parser gave up on what came, or the answer was one that nobody had asked for. */
function isUnusable({ code, message, wire, handshake }: TlsFacts): boolean {
  if (
    /^HPE_|^ERR_HTTP_|^ERR_MTLS_(?:SWITCHED|HTTP|PROTOCOL|ANSWER)/.test(code) ||
    /bad response|bad upgrade|Parse Error/i.test(message)
  )
    return true
  const isHttp2 = wire.beginning !== undefined && protocolSpoken(wire.beginning) === 'HTTP/2'
  // nghttp2's word for bytes that are no frames.
  if (handshake.alpn === 'h2') return wire.beginning !== undefined && !isHttp2 && code === 'ERR_HTTP2_ERROR'
  return (
    wire.beginning !== undefined &&
    !/^(?:ERR_HTTP2|NGHTTP2)/.test(code) &&
    !/GOAWAY/.test(message) &&
    protocolSpoken(wire.beginning) !== 'HTTP'
  )
}

function whatIsWrong(facts: TlsFacts): string {
  const { message, code } = facts
  if (isInterim(facts) && !code.startsWith('ERR_MTLS')) return 'an interim answer, and no final one'
  return message.replace(/[.\s]+$/, '')
}

/** It had chosen HTTP/2 by ALPN. */
function brokenPromise(facts: TlsFacts, spoken: string | undefined): Told {
  return {
    party: 'client',
    means: 'own-check',
    subject: { kind: 'protocol', ...(spoken !== undefined && { spoken }) },
    cause: `The server at ${facts.origin} agreed on HTTP/2 (ALPN h2) and then spoke ${spoken === 'HTTP' ? 'HTTP/1' : (spoken ?? 'something else')}: it begins ${beginningOf(facts)}.`,
    remedy: 'Set http2: false, or let the server choose by ALPN the protocol that it speaks.',
  }
}

/** A stream that ends without an answer and without a word may have ended with its connection. */
function whatEnded({ code, message }: TlsFacts): string {
  const words = message.replace(/[.\s]+$/, '') || code
  if (code === 'ECONNRESET') {
    const number = /error code (\d+)/.exec(words)?.[1]
    return `stream, or the connection with it, before the answer was whole${number === undefined ? '' : ` (error code ${number})`}`
  }
  return `${/STREAM|RST/i.test(`${code} ${message}`) ? 'stream' : 'session'} (${words})`
}
