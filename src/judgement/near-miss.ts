import type { EntryExplanation, Explanation } from '../evidence/explanation.ts'
import { similarity } from '../verification/similarity.ts'

/** An entry of the config that does not apply, but nearly does. */
export interface NearMiss {
  entry: EntryExplanation
  /**
   * What would have to be different: its port, that it is switched off, its wildcard (which leaves out the domain
   * itself), its host.
   */
  differs: 'port' | 'enabled' | 'apex' | 'host'
}

/** The entry that its author most likely meant for this URL. */
export function nearMissOf(explanation: Explanation | undefined): NearMiss | undefined {
  if (!explanation || explanation.applied || isDeclined(explanation) || !URL.canParse(explanation.url)) return undefined
  const { hostname, port: written } = new URL(explanation.url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const port = Number(written || 443)
  const misses = explanation.others.flatMap((entry) => {
    const differs = differenceOf(entry, host, port)
    return differs ? [{ entry, differs }] : []
  })
  const order = ['port', 'enabled', 'apex', 'host']
  return misses.sort((a, b) => order.indexOf(a.differs) - order.indexOf(b.differs))[0]
}

/** The request itself said that it offers none. */
export function isDeclined(explanation: Explanation | undefined): boolean {
  return /the request asks for none/.test(explanation?.summary ?? '')
}

/** `clientCertificates[1] ("orders")`. */
export function labelOf({ path, name }: EntryExplanation): string {
  return name === undefined ? path : `${path} ("${name}")`
}

function differenceOf(entry: EntryExplanation, host: string, port: number): NearMiss['differs'] | undefined {
  const pattern = entry.host
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/(?<=[^:]):\d+$/, '')
    .replace(/^\[|\]$/g, '')
  if (covers(pattern, host)) {
    if (/switched off/.test(entry.reason)) return 'enabled'
    return entry.port !== '*' && entry.port !== port ? 'port' : undefined
  }
  if (pattern === `*.${host}`) return 'apex'
  return !pattern.includes('*') && isClose(pattern, host) ? 'host' : undefined
}

/** A host pattern of the config covers a host: itself, or its sub-domains. */
export function covers(pattern: string, host: string): boolean {
  return pattern === host || pattern === '*' || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)))
}

/** One is a sub-domain of the other, they share all but the first label, or a typing error lies between them. */
function isClose(a: string, b: string): boolean {
  const parentOf = (host: string) => host.split('.').slice(1).join('.')
  return (
    a.endsWith(`.${b}`) ||
    b.endsWith(`.${a}`) ||
    (parentOf(a).includes('.') && parentOf(a) === parentOf(b)) ||
    similarity(a, b) >= 0.75
  )
}
