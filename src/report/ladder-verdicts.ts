import type { Judgement } from '../evidence/judgement.ts'
import { shortVerdict } from '../judgement/short-verdict.ts'
import type { Handshake } from '../tls/handshake.ts'
import type { LadderStep } from './ladder-steps.ts'

/** A line under the ladder. */
export interface LadderVerdict {
  mark: '✓' | '✗' | '?' | '·'
  text: string
  tone: LadderStep['tone']
}

/** What came of the connection: the client certificate, then the server's. */
export function ladderVerdicts(handshake: Handshake, judgement?: Judgement): LadderVerdict[] {
  return [refusedClient(handshake, judgement) ?? clientVerdict(handshake), ...serverVerdicts(handshake, judgement)]
}

/** A certificate, or its absence, that was no good to the server, or may not have been. */
function refusedClient(
  { clientCertificate: { chain } }: Handshake,
  judgement: Judgement | undefined,
): LadderVerdict | undefined {
  if (judgement?.subject.kind !== 'client-certificate') return undefined
  const isProven = judgement.certainty === 'proven'
  const whose = chain[0] ? ` (${chain[0].subject || 'empty subject'})` : ''
  const text = `${shortVerdict(judgement)}${whose}`
  return isProven ? { mark: '✗', text, tone: 'bad' } : { mark: '?', text, tone: 'doubtful' }
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

function serverVerdicts(handshake: Handshake, judgement: Judgement | undefined): LadderVerdict[] {
  const warnings = (handshake.verification.warnings ?? []).map((text) => ({
    mark: '·' as const,
    text: `server certificate: ${text}`,
    tone: 'plain' as const,
  }))
  return [...problemVerdicts(handshake, judgement), ...warnings]
}

function problemVerdicts(
  { verification: { enabled, trusted, problems }, serverCertificate }: Handshake,
  judgement: Judgement | undefined,
): LadderVerdict[] {
  const isRefused = judgement ? judgement.subject.kind === 'server-certificate' : enabled
  if (problems.length > 0) {
    return problems.map(({ class: problemClass, message }) => ({
      mark: isRefused ? ('✗' as const) : ('?' as const),
      text: `server certificate ${problemClass}${enabled ? '' : ' (verify: false)'}: ${message}`,
      tone: isRefused ? ('bad' as const) : ('doubtful' as const),
    }))
  }
  if (trusted) return [{ mark: '✓', text: 'server certificate trusted', tone: 'good' }]
  const text = serverCertificate.chain.length > 0 ? 'server certificate not verified' : 'server certificate not seen'
  return [{ mark: '?', text, tone: 'doubtful' }]
}
