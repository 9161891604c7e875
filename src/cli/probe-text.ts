import { daysLeft } from '../report/certificate-warnings.ts'
import { renderLadder } from '../report/ladder.ts'
import { printable } from '../report/printable.ts'
import { fromNow } from '../tls/distance.ts'
import type { Certificate, Handshake } from '../tls/handshake.ts'
import type { Paint } from './paint.ts'
import type { Probe } from './probe.ts'
import { wrapped } from './wrapped.ts'

/** What a person wants to know first: what came of it, who asked for what, both chains with the days left; then the ladder. */
export function renderProbe(probes: readonly Probe[], columns: number, paint: Paint, color: boolean): string {
  const last = probes.at(-1)!
  const { handshake } = last
  return [
    verdict(last, paint),
    wrapped(printable(last.cause), columns),
    ...(last.remedy === undefined ? [] : [wrapped(printable(last.remedy), columns)]),
    ...(probes.length > 1 ? ['', repeats(probes)] : []),
    ...(handshake
      ? ['', ...facts(handshake, columns, paint), '', renderLadder(handshake, { color, width: columns })]
      : []),
  ].join('\n')
}

function verdict({ url, status, error }: Probe, paint: Paint): string {
  const outcome =
    status === undefined
      ? paint('red', error?.code ?? error?.name ?? 'no answer')
      : paint(status < 400 ? 'green' : 'yellow', String(status))
  return `${outcome}  ${paint('bold', printable(url))}`
}

/** `10 requests: 9 answered 200, 1 ECONNRESET`. */
function repeats(probes: readonly Probe[]): string {
  const outcomes = new Map<string, number>()
  for (const { status, error } of probes) {
    const outcome = status === undefined ? (error?.code ?? 'failed') : `answered ${status}`
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
  return `${probes.length} requests: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}; the last one below`
}

function facts(handshake: Handshake, columns: number, paint: Paint): string[] {
  const { protocol, cipher, group, alpn, clientCertificate, serverCertificate, verification, startedAt } = handshake
  const agreed = [protocol, cipher, group, alpn].filter((part) => part !== undefined).join(', ')
  const line = (name: string, text: string) =>
    painted(wrapped(`${name.padEnd(8)} ${printable(text)}`, columns, '', ' '.repeat(9)), name, paint)
  return [
    line('TLS', agreed || 'nothing was agreed on'),
    line('asks', asked(clientCertificate)),
    line('client', sent(clientCertificate, startedAt)),
    ...chain(clientCertificate.chain.slice(1), startedAt, line),
    line(
      'server',
      serverCertificate.chain[0] ? described(serverCertificate.chain[0], startedAt) : 'no certificate seen',
    ),
    ...chain(serverCertificate.chain.slice(1), startedAt, line),
    line(
      'verified',
      verification.enabled ? (verification.trusted ? 'trusted' : 'not trusted') : 'no: verification is off',
    ),
    ...verification.problems.map(({ class: name, message }) =>
      paint('red', wrapped(`${name}: ${printable(message)}`, columns)),
    ),
  ]
}

/** The name that a line begins with, once its columns are counted. */
function painted(text: string, name: string, paint: Paint): string {
  return name === '' ? text : `${paint('dim', name)}${text.slice(name.length)}`
}

function asked({ request, status }: Handshake['clientCertificate']): string {
  if (!request && status === 'unknown') return 'not known'
  if (!request) return status === 'resumed' ? 'nothing: the session was resumed' : 'for no client certificate'
  const { authorities } = request
  return authorities.length === 0
    ? 'for a client certificate, of any issuer'
    : `for a client certificate of ${authorities.join(' or ')}`
}

function sent({ status, chain, configured, proven }: Handshake['clientCertificate'], moment: string): string {
  if (status === 'sent')
    return `sent ${described(chain[0]!, moment)}${proven ? '' : '; possession of its key was not shown'}`
  const offered = configured ? ` (configured: ${configured.subject})` : ''
  const words = {
    empty: `none sent${offered}`,
    'not-requested': `none sent${offered}`,
    resumed: `none sent${offered}`,
    unknown: 'not known',
  }
  return words[status]
}

function chain(
  certificates: readonly Certificate[],
  moment: string,
  line: (name: string, text: string) => string,
): string[] {
  return certificates.map((certificate) => line('', described(certificate, moment)))
}

/** `CN=api ← CN=Lab CA, until 2027-01-01 (36 days left)`. */
function described(certificate: Certificate, moment: string): string {
  const { subject, issuer, validTo } = certificate
  const left = daysLeft([certificate], moment)
  const days =
    left === undefined
      ? ''
      : left < 0
        ? ` (ended ${fromNow(Date.parse(validTo) - Date.parse(moment))})`
        : ` (${left} ${left === 1 ? 'day' : 'days'} left)`
  return `${subject || '(empty subject)'} ← ${issuer || '(empty issuer)'}, until ${validTo.slice(0, 10)}${days}`
}
