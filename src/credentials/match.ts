import { comparableHost, type HostPattern } from '../config/host-pattern.ts'

/** What is matched: a pattern of hosts and a port. */
export interface Target {
  readonly host: HostPattern
  readonly port: number | '*'
}

interface Ports<Entry> {
  exact: Map<number, Entry>
  any?: Entry
}

/**
 * Finds the most specific entry for a host and port: exact host before longer wildcard before shorter wildcard before `*`,
 * then exact port before any. Among equals the last one wins.
 */
export class HostIndex<Entry extends Target> {
  readonly #hosts = new Map<string, Ports<Entry>>()
  readonly #wildcards = new Map<string, Ports<Entry>>()
  readonly #every: Ports<Entry> = { exact: new Map() }
  /** Entries that a later equal one hides: [hidden, winner]. */
  readonly twins: [Entry, Entry][] = []

  constructor(entries: Iterable<Entry>) {
    for (const entry of entries) this.#add(entry)
  }

  /** `hostname` and `port` as a URL has them, in ASCII and lower case. */
  find(hostname: string, port: number): Entry | undefined {
    const host = comparableHost(hostname)
    const exact = pick(this.#hosts.get(host), port)
    if (exact || !this.#wildcards.size) return exact ?? pick(this.#every, port)
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const found = pick(this.#wildcards.get(host.slice(dot + 1)), port)
      if (found) return found
    }
    return pick(this.#every, port)
  }

  #add(entry: Entry): void {
    const ports = this.#portsOf(entry.host)
    if (!ports) return
    const before = entry.port === '*' ? ports.any : ports.exact.get(entry.port)
    if (before) this.twins.push([before, entry])
    if (entry.port === '*') ports.any = entry
    else ports.exact.set(entry.port, entry)
  }

  #portsOf({ kind, name }: HostPattern): Ports<Entry> | undefined {
    if (kind === 'none') return undefined
    if (kind === 'any') return this.#every
    const map = kind === 'exact' ? this.#hosts : this.#wildcards
    const ports = map.get(name) ?? { exact: new Map() }
    map.set(name, ports)
    return ports
  }
}

/** Why a target does not match; undefined when it does. */
export function mismatch(target: Target, hostname: string, port: number): string | undefined {
  const host = comparableHost(hostname)
  const { kind, name, written } = target.host
  if (kind === 'none') return `${written} can never match`
  if (kind === 'exact' && host !== name) return `${written} is another host than ${host}`
  if (kind === 'sub-domains' && host === name) return `${written} does not match ${name} itself`
  if (kind === 'sub-domains' && !host.endsWith(`.${name}`)) return `${host} is no sub-domain of ${name}`
  if (target.port !== '*' && target.port !== port) return `port ${target.port}, the request goes to ${port}`
  return undefined
}

/** The port that a URL leads to. */
export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}

function pick<Entry>(ports: Ports<Entry> | undefined, port: number): Entry | undefined {
  return ports?.exact.get(port) ?? ports?.any
}
