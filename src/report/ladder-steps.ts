import type { Certificate, Handshake, Peer } from '../tls/handshake.ts'

/** One message of a ladder, or a remark without a sender. */
export interface LadderStep {
  from?: Peer
  text: string
  tone: 'plain' | 'good' | 'bad' | 'doubtful'
}

/** The messages that the record proves, in the order in which TLS has them. */
export function ladderSteps(handshake: Handshake): LadderStep[] {
  const { servername, protocol, resumed, clientCertificate, alerts } = handshake
  const hello: LadderStep = { from: 'client', text: `ClientHello${servername ? `: ${servername}` : ''}`, tone: 'plain' }
  const answer: LadderStep[] = protocol
    ? [{ from: 'server', text: `ServerHello: ${agreed(handshake)}`, tone: 'plain' }]
    : []
  return [
    hello,
    ...answer,
    ...(resumed ? [{ text: 'session resumed: no certificates on this connection', tone: 'doubtful' as const }] : []),
    ...certificates(handshake),
    ...(clientCertificate.status === 'unknown' ? [unread(handshake)] : []),
    ...alerts.map(({ from, description, code, level }): LadderStep => {
      // RFC 8446 section 6.1: these two only say goodbye.
      const isError = code !== 0 && code !== 90
      return { from, text: `alert: ${description} (${code}), ${level}`, tone: isError ? 'bad' : 'plain' }
    }),
  ]
}

function agreed({ protocol, cipher, group }: Handshake): string {
  return [protocol, cipher, group].filter((part) => part !== undefined).join(', ')
}

/**
 * TLS 1.3 asks before the server shows its certificate, TLS 1.2 after (RFC 8446 section 4.3.2, RFC 5246 section 7.4.4).
 */
function certificates({ protocol, clientCertificate, serverCertificate }: Handshake): LadderStep[] {
  const { request, during, status, chain, proven } = clientCertificate
  const shown: LadderStep[] =
    serverCertificate.chain.length > 0
      ? [{ from: 'server', text: `Certificate: ${subjects(serverCertificate.chain)}`, tone: 'plain' }]
      : []
  const authorities = request && (request.authorities.length > 0 ? request.authorities.join(' or ') : 'any issuer')
  const asked: LadderStep[] = request
    ? [{ from: 'server', text: `CertificateRequest: ${authorities}`, tone: 'plain' }]
    : []
  const later: LadderStep[] =
    during === 'renegotiation'
      ? [{ text: 'renegotiation', tone: 'plain' }]
      : during === 'post-handshake'
        ? [{ text: 'after the handshake', tone: 'plain' }]
        : []
  const sent: LadderStep[] = []
  if (status === 'sent') sent.push({ from: 'client', text: `Certificate: ${subjects(chain)}`, tone: 'good' })
  if (status === 'empty') sent.push({ from: 'client', text: 'Certificate: empty', tone: 'doubtful' })
  if (proven) sent.push({ from: 'client', text: 'CertificateVerify', tone: 'good' })
  const isFirst = protocol === 'TLSv1.3' && later.length === 0
  return isFirst ? [...asked, ...shown, ...sent] : [...shown, ...later, ...asked, ...sent]
}

function subjects(chain: readonly Certificate[]): string {
  return chain.map(({ subject }) => subject || '(empty subject)').join(' ← ')
}

function unread({ capture }: Handshake): LadderStep {
  return { text: `not known: ${capture.reason ?? 'the rest could not be read'}`, tone: 'doubtful' }
}
