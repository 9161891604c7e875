import { type HostPattern, parseHost } from '../../config/host-pattern.ts'
import type { ImportedHost, ImportedRule, ImportNote } from './imported.ts'

/** One host of a rule, as an entry is for one host. */
export interface Target extends ImportedHost {
  rule: ImportedRule
  /** False: the other tool never uses it, or has it switched off. */
  enabled: boolean
}

interface Placed extends Target {
  pattern: HostPattern
}

/**
 * The targets of rules in the order in which entries have to stand so that the same rule wins as in the other tool: `rules` has
 * those that win first, here the most specific wins, and of equals the last. Where the two differ a target is added or switched off.
 */
export function inOurOrder(rules: readonly ImportedRule[], notes: ImportNote[]): Target[] {
  const winners: Placed[] = []
  const off: Target[] = []
  for (const rule of rules) {
    for (const host of rule.hosts) {
      const pattern = patternOf(host, rule.line, notes)
      if (pattern === undefined) continue
      const target: Placed = { ...host, rule, enabled: rule.enabled, pattern }
      if (!rule.enabled) off.push(target)
      else place(target, winners, off, notes)
    }
  }
  return [...off, ...winners.reverse()].map(({ host, port, rule, enabled }) => ({ host, port, rule, enabled }))
}

/** Adds a target that loses against all `winners`. */
function place(target: Placed, winners: Placed[], off: Target[], notes: ImportNote[]): void {
  const added: Placed[] = []
  for (const winner of winners) {
    const shared = intersection(winner, target)
    if (shared === undefined || specificity(winner) >= specificity(target)) continue
    if (isSame(shared, target)) {
      const { host, port, rule } = target
      notes.push({
        line: rule.line,
        text: `${host}:${port} is never used there, because line ${winner.rule.line} comes before it; the entry is switched off`,
      })
      off.push({ host, port, rule, enabled: false })
      return
    }
    // Here the more specific one would win: the place where both match gets an entry of its own.
    added.push({ ...shared, rule: winner.rule, enabled: true })
  }
  const same = winners.find((winner) => isSame(winner, target))
  if (same) {
    const { host, port, rule } = target
    if (same.rule !== rule) {
      notes.push({
        line: rule.line,
        text: `${host}:${port} is never used there, because line ${same.rule.line} comes before it; the entry is switched off`,
      })
      off.push({ host, port, rule, enabled: false })
    }
    return
  }
  winners.push(target)
  for (const one of added) if (!winners.some((winner) => isSame(winner, one))) winners.unshift(one)
}

function patternOf({ host, port }: ImportedHost, line: number, notes: ImportNote[]): HostPattern | undefined {
  const parsed = parseHost(host)
  if ('pattern' in parsed && parsed.never === undefined) return parsed.pattern
  notes.push({ line, text: `${host}:${port} is no host that a certificate can be for` })
  return undefined
}

/** Larger: wins. Host before port, as in the config. */
function specificity({ pattern, port }: Placed): number {
  const kinds = { none: 0, any: 1, 'sub-domains': 2, exact: 1000 }
  const length = pattern.kind === 'sub-domains' ? pattern.name.length : 0
  return (kinds[pattern.kind] + length) * 2 + (port === '*' ? 0 : 1)
}

function intersection(a: Placed, b: Placed): Pick<Placed, 'host' | 'port' | 'pattern'> | undefined {
  const narrower = covers(a.pattern, b.pattern) ? b : covers(b.pattern, a.pattern) ? a : undefined
  if (narrower === undefined || (a.port !== '*' && b.port !== '*' && a.port !== b.port)) return undefined
  return { host: narrower.host, pattern: narrower.pattern, port: a.port === '*' ? b.port : a.port }
}

/** Every host of `b` is one of `a`. */
function covers(a: HostPattern, b: HostPattern): boolean {
  if (a.kind === 'any') return true
  if (a.kind === 'exact') return b.kind === 'exact' && a.name === b.name
  return b.kind !== 'any' && (b.name.endsWith(`.${a.name}`) || (b.kind === 'sub-domains' && b.name === a.name))
}

function isSame(a: Pick<Placed, 'port' | 'pattern'>, b: Pick<Placed, 'port' | 'pattern'>): boolean {
  return a.port === b.port && a.pattern.kind === b.pattern.kind && a.pattern.name === b.pattern.name
}
