import { schemesOf } from '../../judgement/signature-schemes.ts'
import type { MtlsRequestInit } from '../../request/request-init.ts'
import { asTrial } from '../flaws/as-trial.ts'
import type { Attempt } from '../flaws/attempt.ts'
import { curveRefused } from '../flaws/curve-refused.ts'
import { firstLine } from '../flaws/error-chain.ts'
import { notSent } from '../flaws/not-tried.ts'
import { type Reaction, reactionOf } from '../flaws/reaction.ts'
import type { IssuedCertificate } from '../issue/issued-certificate.ts'
import type { KeyType } from '../issue/key-pair.ts'
import { look } from './posture.ts'

/** What a server made of a certificate that it should refuse. */
export interface Finding {
  what: string
  outcome: 'refused' | 'accepted' | 'unclear' | 'not-tried'
  /** In words. */
  evidence: string
}

/** Makes one with a key of this kind. */
export type Stranger = (keyType: KeyType) => Promise<IssuedCertificate>

/** How long a server may leave a silent client be before it counts as one that waits for a request. Milliseconds. */
const patience = 5000

/** And to answer one. */
const longPatience = 10_000

/** Connects with it, or without one. `what`: its name in the finding. A key of another kind is tried where a server does not look further than to that. */
export async function showTo(url: string, what: string, stranger?: Stranger): Promise<Finding> {
  if (stranger === undefined) return { what, ...(await show(url, false)).finding }
  let shown = await show(url, await stranger('EC P-256'))
  const other = shown.overlooked === undefined ? undefined : keyTypeFor(shown.made)
  if (other !== undefined) shown = await show(url, await stranger(other))
  const { overlooked, finding } = shown
  return overlooked === undefined ? { what, ...finding } : { what, outcome: 'not-tried', evidence: overlooked }
}

interface Shown {
  made: Attempt
  finding: Omit<Finding, 'what'>
  /** Why the server has not looked at it. */
  overlooked?: string
}

async function show(url: string, credential: IssuedCertificate | false): Promise<Shown> {
  const clientCert = credential && { cert: credential.cert, key: credential.key }
  const made = await asTrial(() => look(url, { method: 'GET', clientCert, timeout: longPatience }))
  const wasSent = credential === false || made.handshake?.clientCertificate.status !== 'empty'
  const overlooked = wasSent ? curveRefused(made) : notSent
  const reaction = reactionOf(made)
  const finding = findingOf(reaction, made)
  if (overlooked !== undefined) return { made, finding, overlooked }
  if (reaction.kind !== 'refused' || !reaction.proven || reaction.via !== 'close') return { made, finding }
  const silent = await asTrial(() => look(url, { ...silence(), clientCert }))
  return { made, finding: hangingUp(reactionOf(silent), silent) }
}

/** By what the server asks for; undefined where there is none that the kit makes. */
function keyTypeFor({ handshake }: Attempt): KeyType | undefined {
  const { signatureAlgorithms = [] } = handshake?.clientCertificate.request ?? {}
  return (['RSA 2048', 'Ed25519', 'EC P-384', 'EC P-521', 'RSA-PSS 2048', 'Ed448'] as const).find((type) => {
    return schemesOf(type, handshake?.protocol)?.some((scheme) => signatureAlgorithms.includes(scheme))
  })
}

function findingOf(reaction: Reaction, made: Attempt): Omit<Finding, 'what'> {
  const { clientCertificate, protocol } = made.handshake ?? {}
  if (clientCertificate?.status === 'not-requested') {
    const evidence = 'the server never asked for one'
    // Apache's answer to who does not offer post-handshake authentication (RFC 8446 section 4.6.2)
    const mayAskLater = protocol === 'TLSv1.3' && made.status === 403
    if (!mayAskLater) return { outcome: 'accepted', evidence }
    return { outcome: 'unclear', evidence: 'status 403; it may ask after the handshake, for which Node is no client' }
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
