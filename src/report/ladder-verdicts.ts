import type { Handshake } from '../tls/handshake.ts'
import type { LadderStep } from './ladder-steps.ts'

/** A line under the ladder. */
export interface LadderVerdict {
  mark: '✓' | '✗' | '?' | '·'
  text: string
  tone: LadderStep['tone']
}

/** What came of the connection: the client certificate, then the server's. */
export function ladderVerdicts(handshake: Handshake): LadderVerdict[] {
  return [clientVerdict(handshake), ...serverVerdicts(handshake)]
}

function clientVerdict({ clientCertificate: { status, chain, configured } }: Handshake): LadderVerdict {
  const offer = configured
    ? `${configured.name === undefined ? '' : `"${configured.name}", `}${configured.subject}`
    : ''
  const left = configured ? ` (configured: ${offer})` : ''
  const verdicts: Record<typeof status, LadderVerdict> = {
    sent: { mark: '✓', text: `client certificate sent: ${chain[0]?.subject || '(empty subject)'}`, tone: 'good' },
    empty: { mark: '✗', text: `client certificate asked for, none sent${left}`, tone: 'bad' },
    'not-requested': { mark: '·', text: `client certificate never asked for${left}`, tone: 'plain' },
    resumed: { mark: '·', text: `client certificate not asked for: session resumed${left}`, tone: 'plain' },
    unknown: { mark: '?', text: 'client certificate: not known', tone: 'doubtful' },
  }
  return verdicts[status]
}

function serverVerdicts(handshake: Handshake): LadderVerdict[] {
  const warnings = (handshake.verification.warnings ?? []).map((text) => ({
    mark: '·' as const,
    text: `server certificate: ${text}`,
    tone: 'plain' as const,
  }))
  return [...problemVerdicts(handshake), ...warnings]
}

function problemVerdicts({
  verification: { enabled, trusted, problems },
  serverCertificate,
}: Handshake): LadderVerdict[] {
  if (problems.length > 0) {
    return problems.map(({ class: problemClass, message }) => ({
      mark: enabled ? ('✗' as const) : ('?' as const),
      text: `server certificate ${problemClass}${enabled ? '' : ' (verify: false)'}: ${message}`,
      tone: enabled ? ('bad' as const) : ('doubtful' as const),
    }))
  }
  if (trusted) return [{ mark: '✓', text: 'server certificate trusted', tone: 'good' }]
  const text = serverCertificate.chain.length > 0 ? 'server certificate not verified' : 'server certificate not seen'
  return [{ mark: '?', text, tone: 'doubtful' }]
}
