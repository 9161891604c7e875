import type { MtlsRequestInit } from '../../request/request-init.ts'
import { asTrial } from '../flaws/as-trial.ts'
import type { Attempt } from '../flaws/attempt.ts'
import { firstLine } from '../flaws/error-chain.ts'
import { type Reaction, reactionOf } from '../flaws/reaction.ts'
import type { IssuedCertificate } from '../issue/issued-certificate.ts'
import { look } from './posture.ts'

/** What a server made of a certificate that it should refuse. */
export interface Finding {
  what: string
  outcome: 'refused' | 'accepted' | 'unclear'
  /** In words. */
  evidence: string
}

/** How long a server may leave a silent client be before it counts as one that waits for a request. Milliseconds. */
const patience = 5000

/** Connects with it, or without one. `what`: its name in the finding. */
export async function showTo(url: string, what: string, credential: IssuedCertificate | false): Promise<Finding> {
  const clientCert = credential && { cert: credential.cert, key: credential.key }
  const made = await asTrial(() => look(url, { method: 'GET', clientCert }))
  const reaction = reactionOf(made)
  if (reaction.kind === 'refused' && reaction.proven && reaction.via === 'close') {
    const silent = await asTrial(() => look(url, { ...silence(), clientCert }))
    return { what, ...hangingUp(reactionOf(silent), silent) }
  }
  return { what, ...findingOf(reaction, made) }
}

function findingOf(reaction: Reaction, made: Attempt): Omit<Finding, 'what'> {
  if (made.handshake?.clientCertificate.status === 'not-requested') {
    return { outcome: 'accepted', evidence: 'the server never asked for one' }
  }
  if (reaction.kind === 'unclear') return { outcome: 'unclear', evidence: reaction.why }
  const { status } = reaction
  if (reaction.kind === 'refused') {
    const { proven, via, alert } = reaction
    if (via === 'http') return { outcome: 'refused', evidence: `status ${status}, and the answer says why` }
    if (alert === undefined) return { outcome: proven ? 'refused' : 'unclear', evidence: 'closed without a word' }
    const doubt = proven ? '' : ', which may be about something else'
    return {
      outcome: proven ? 'refused' : 'unclear',
      evidence: `alert ${alert.description} (${alert.code})${doubt}`,
    }
  }
  if (status === undefined) return { outcome: 'unclear', evidence: firstLine(made.error) }
  if (status >= 200 && status <= 299) return { outcome: 'accepted', evidence: `status ${status}` }
  return { outcome: 'unclear', evidence: `status ${status}, which does not name the certificate as the reason` }
}

/** An application can hang up, too, once it has a request: only who hangs up before has refused in TLS. */
function hangingUp(reaction: Reaction, made: Attempt): Omit<Finding, 'what'> {
  if (made.judgement?.means === 'time-limit') {
    return { outcome: 'unclear', evidence: 'closed, but only after a request, as an application does' }
  }
  return findingOf(reaction, made)
}

/** A request of which not a byte is sent: its head goes out with the beginning of its body. */
function silence(): MtlsRequestInit {
  return { method: 'POST', body: new ReadableStream(), duplex: 'half', timeout: patience } as MtlsRequestInit
}
