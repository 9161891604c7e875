import { isIPv4 } from 'node:net'
import { domainToASCII } from 'node:url'

/** A host as the config names it, in the form that hosts of URLs are compared with. */
export interface HostPattern {
  /** As written. */
  readonly written: string
  /** `sub-domains`: every name below `name` at any depth, not `name` itself. `none`: can never match. */
  readonly kind: 'exact' | 'sub-domains' | 'any' | 'none'
  /** ASCII form, lower case, without a trailing dot; an IPv6 address in brackets. Empty for `any` and `none`. */
  readonly name: string
}

/** A pattern with what was written around it; `never` says why it cannot match, `invalid` why it is no pattern. */
export type ParsedHost = { pattern: HostPattern; port?: number | '*'; never?: string } | { invalid: string }

/** Read `host`, `host:port` or `https://host:port`. */
export function parseHost(written: string): ParsedHost {
  const { scheme, rest } = splitScheme(written.trim())
  if (rest === '') return { invalid: 'is empty' }
  if (scheme !== undefined && scheme !== 'https') {
    return { pattern: neverMatching(written), never: `is for ${scheme}, and client certificates exist on https alone` }
  }
  const target = scheme === undefined ? rest : rest.replace(/\/$/, '')
  const foreign = foreignTo(target)
  if (foreign !== undefined) return { pattern: neverMatching(written), never: foreign }
  if (/[/?#]/.test(target)) return { invalid: 'has a path, and a certificate is for a whole host' }
  if (target.includes('@')) return { invalid: 'has a user name' }
  if (/\s/.test(target)) return { invalid: 'has a space in it' }
  const { host, port } = splitPort(target)
  if (port === 'invalid') return { invalid: 'has a port that is no number from 1 to 65535' }
  const parsed = parsePattern(written, host)
  return 'invalid' in parsed || port === undefined ? parsed : { ...parsed, port }
}

/** Why a text can be no host, whatever else it has; characters beyond ASCII may be a name's. */
function foreignTo(text: string): string | undefined {
  if (/\{\{|\}\}|^<.*>$|^%\w+%|^\$\w/.test(text))
    return 'holds a placeholder of another tool, which nothing here fills in'
  if (/[,;|]/.test(text)) return 'names several hosts, and an entry is for one'
  // Making the expression for all characters of the world takes milliseconds.
  if (/^[a-z0-9.:*[\]/?#@_-]*$/i.test(text)) return undefined
  const character = /[^\p{L}\p{M}\p{N}\p{Cf}\s.:*[\]/?#@_-]/u.exec(text)?.[0]
  return character && `has the character ${character}, which no host has`
}

/** The host of a URL in the form that patterns are compared with. */
export function comparableHost(hostname: string): string {
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
}

function splitScheme(text: string): { scheme?: string; rest: string } {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text)
  return match ? { scheme: match[1]!.toLowerCase(), rest: match[2]! } : { rest: text }
}

function splitPort(text: string): { host: string; port?: number | '*' | 'invalid' } {
  // More than one colon without brackets is a bare IPv6 address, which leaves no room for a port.
  const bare = !text.startsWith('[') && text.indexOf(':') !== text.lastIndexOf(':')
  const match = bare ? null : /^(\[.*\]|[^:]*):([^:\]]*)$/.exec(text)
  if (!match) return { host: text }
  return { host: match[1]!, port: parsePort(match[2]!) ?? 'invalid' }
}

/** A port as written, number or digits; undefined when it is none. */
export function parsePort(value: unknown): number | '*' | undefined {
  if (value === '*') return '*'
  const port = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port <= 65535 ? port : undefined
}

function parsePattern(written: string, host: string): ParsedHost {
  if (host === '*') return { pattern: { written, kind: 'any', name: '' } }
  const wildcard = host.startsWith('*.')
  const name = wildcard ? host.slice(2) : host
  if (name.includes('*')) {
    return { pattern: neverMatching(written), never: 'has a * elsewhere than alone or as the whole first label' }
  }
  const ascii = asciiHost(name)
  if (ascii === undefined) return { invalid: 'is no host name and no address' }
  if (wildcard && (ascii.startsWith('[') || isIPv4(ascii))) {
    return { pattern: neverMatching(written), never: 'asks for sub-domains of an address, which has none' }
  }
  return { pattern: { written, kind: wildcard ? 'sub-domains' : 'exact', name: ascii } }
}

/** What the host of a URL would be for this name, so that both sides have gone through the same rules. */
function asciiHost(name: string): string | undefined {
  const bracketed = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name
  if (!bracketed.startsWith('[') && domainToASCII(bracketed) === '') return undefined
  try {
    const host = comparableHost(new URL(`https://${bracketed}`).hostname)
    return host === '' || host.split('.').includes('') ? undefined : host
  } catch {
    return undefined
  }
}

function neverMatching(written: string): HostPattern {
  return { written, kind: 'none', name: '' }
}
