import { printExpectation, readCertificateExpectation } from '../../matchers/certificate-expectation.ts'
import type { MatcherContext, MatcherResult } from '../../matchers/matcher-context.ts'
import { presentedByClient } from '../../matchers/presented.ts'
import type { Handshake } from '../../tls/handshake.ts'

const name = 'toHaveReceivedClientCert'

/** Holds when a client sent a certificate whose leaf fits, on one of the server's connections. */
export function toHaveReceivedClientCert(
  context: MatcherContext,
  received: unknown,
  ...args: unknown[]
): MatcherResult {
  const connections = connectionsOf(received)
  const mismatches = args.length > 0 ? readCertificateExpectation(args[0], name, context) : () => []
  const sent = connections.flatMap((handshake) => presentedByClient(handshake) ?? [])
  const pass = sent.some((presented) => mismatches(presented).length === 0)
  const unread = connections.find(({ clientCertificate }) => clientCertificate.status === 'unknown')
  if (!pass && unread !== undefined) {
    const { reason = 'the record does not have it' } = unread.capture
    throw new Error(`${name}() cannot tell whether a client sent a certificate: ${reason}.`)
  }
  const { isNot = false, utils } = context
  const expectation = args.length > 0 ? ` that fits ${printExpectation(args[0], context)}` : ''
  const message = () =>
    [
      utils.matcherHint(name, 'server', args.length > 0 ? 'expected' : '', { isNot }),
      '',
      `Expected: ${isNot ? 'no' : 'a'} client certificate${expectation}`,
      `Received: ${utils.RECEIVED_COLOR(countOf(connections.length))}`,
      ...connections.map((handshake, place) => `  ${place + 1}. ${wordsOf(handshake)}`),
      ...(sent.length === 1 && !pass ? ['', ...mismatches(sent[0]!).map((fact) => `  ${fact}`)] : []),
    ].join('\n')
  return { pass, message }
}

/** By shape: a server of the ES module and one of CommonJS are of different classes. */
function connectionsOf(received: unknown): readonly Handshake[] {
  const { connections } = (received ?? {}) as { connections?: unknown }
  if (Array.isArray(connections)) return connections as Handshake[]
  throw new TypeError(`${name}() needs a server that serve() of vitest-mtls/testing has started.`)
}

function countOf(connections: number): string {
  return connections === 0 ? 'no connection at all' : `${connections} connection${connections === 1 ? '' : 's'}`
}

function wordsOf({ clientCertificate, alerts, protocol }: Handshake): string {
  const { status, chain } = clientCertificate
  const what = {
    sent: `${chain[0]?.subject} was sent`,
    empty: 'asked, and none was sent',
    'not-requested': 'none was asked for',
    resumed: 'a session was resumed, so that none was asked for',
    unknown: 'nobody knows',
  }[status]
  const fatal = alerts.find(({ level }) => level === 'fatal')
  const end = fatal === undefined ? '' : `; the ${fatal.from} sent the alert ${fatal.description} (${fatal.code})`
  return `${protocol ?? 'no version agreed'}: ${what}${end}`
}
