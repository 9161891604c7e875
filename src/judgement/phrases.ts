import type { EntryExplanation, Explanation } from '../evidence/explanation.ts'
import { fromNow } from '../tls/distance.ts'
import type { Certificate } from '../tls/handshake.ts'
import type { TlsFacts } from './facts.ts'
import { covers, isDeclined, labelOf, nearMissOf } from './near-miss.ts'

/** `CN=orders` or `a certificate with an empty subject`. */
export function subjectOf(certificate: Certificate | undefined): string {
  return certificate?.subject || 'a certificate with an empty subject'
}

/** `2031-05-01 (12 days ago)`, counted from `moment`: both ISO 8601. */
export function dateAgainst(date: string, moment: string): string {
  return `${date.slice(0, 10)} (${fromNow(Date.parse(date) - Date.parse(moment))})`
}

/** At most `most` items, the rest counted: `a, b and 3 more`. */
export function listOf(items: readonly string[], most = 3): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** Why the config offered no client certificate: a clause that names the entry that nearly applies. */
export function whyNothingOffered({ explanation, origin }: TlsFacts): string {
  if (isDeclined(explanation)) return 'the request was made with clientCert: false'
  const miss = nearMissOf(explanation)
  if (miss) return `${labelOf(miss.entry)} does not apply (${miss.entry.reason})`
  if (!explanation) return 'no client certificate was offered'
  const { others } = explanation
  if (others.length === 1)
    return `the only configured client certificate, ${labelOf(others[0]!)}, is for ${placeOf(others[0]!)}`
  if (others.length > 1) {
    const places = listOf(others.map((entry) => `${labelOf(entry)} is for ${placeOf(entry)}`))
    return `none of the ${others.length} configured client certificates is for ${origin}: ${places}`
  }
  if (explanation.search) return `no client certificate is configured, as no config was found (${explanation.search})`
  return 'no client certificate is configured'
}

/** The profile of the config that has a client certificate for this host, where another one, or none, was chosen. */
export function inAnotherProfile({ settings, handshake }: TlsFacts): { because: string; remedy: string } | undefined {
  const { host } = handshake
  const found = settings.otherProfiles?.find(({ hosts }) => hosts.some((pattern) => covers(pattern, host)))
  return (
    found && {
      because: `the profile '${found.name}' of the config has one for ${host}, and that profile was not chosen`,
      remedy: `Choose it: MTLS_PROFILE=${found.name}, or profile: '${found.name}' in mtls().`,
    }
  )
}

/** `api.internal:8443`, `*.internal, any port`. */
function placeOf({ host, port }: EntryExplanation): string {
  if (port === '*') return `${host}, any port`
  return /:\d+$/.test(host) && !host.startsWith('[') ? host : `${host}:${port}`
}

/** What to change in the config so that a client certificate is offered to this origin. */
export function howToOffer({ explanation, origin, handshake }: TlsFacts): string {
  if (isDeclined(explanation)) return 'Leave clientCert out of the request.'
  const miss = nearMissOf(explanation)
  const passedBy = howToBeFound(explanation)
  if (passedBy !== undefined) return passedBy
  if (!miss)
    return `Add an entry for ${origin} to clientCertificates in the config, or pass clientCert with the request.`
  const label = labelOf(miss.entry)
  if (miss.differs === 'port') return `Set port ${handshake.port} (or '*' for any) in ${label}.`
  if (miss.differs === 'enabled') return `Take "enabled: false" out of ${label}.`
  if (miss.differs === 'apex')
    return `Add an entry with host ${handshake.host}: ${miss.entry.host} in ${label} covers its sub-domains only.`
  return `Correct the host in ${label} from ${miss.entry.host} to ${handshake.host}, if that is what it is for.`
}

/** What to do where a file was passed by that may be the config. */
export function howToBeFound(explanation: Explanation | undefined): string | undefined {
  if (!explanation?.search?.includes('; not read: ')) return undefined
  return 'Give that config a name and a folder that are searched, or name it in the plugin: mtls({ config }).'
}

/** `the client certificate CN=orders`, with its place in the config where that is known. */
export function offeredOf({ handshake, explanation }: TlsFacts): string {
  const { configured } = handshake.clientCertificate
  if (!configured) return 'the client certificate'
  const place = explanation?.applied ? labelOf(explanation.applied) : configured.source
  return `the client certificate ${configured.subject || '(empty subject)'} from ${place}`
}

/** How far a connection had come that our side gave up: `before an answer came; TLS had not failed`. */
export function whenGivenUp({ handshake, status, answer }: TlsFacts): string {
  if (handshake.protocol === undefined || status === 'unknown') return 'before the TLS handshake was through'
  return answer ? 'before the answer was whole' : 'before an answer came; TLS had not failed'
}
