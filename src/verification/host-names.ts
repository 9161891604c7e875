import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

/**
 * Whether a certificate with these subject alternative names (`DNS:a`, `IP:192.0.2.1`) is for `host` (RFC 9525 section 6). The common
 * name never counts. Of wildcards, `*` as the whole leftmost label matches one label, with two labels behind it as Node demands.
 */
export function isForHost(subjectAltNames: readonly string[], host: string): boolean {
  const address = addressOf(host)
  if (address !== undefined) {
    return valuesOf(subjectAltNames, 'IP').some((value) => addressOf(value) === address)
  }
  const name = domainToASCII(withoutTrailingDot(host))
  return name !== '' && valuesOf(subjectAltNames, 'DNS').some((pattern) => matches(pattern, name))
}

function valuesOf(subjectAltNames: readonly string[], type: 'DNS' | 'IP'): string[] {
  return subjectAltNames.filter((name) => name.startsWith(`${type}:`)).map((name) => name.slice(type.length + 1))
}

/** An IP address in its one normal form; undefined for a name. */
function addressOf(host: string): string | undefined {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(bare)
  if (family === 0) return undefined
  // URL writes IPv6 as RFC 5952 does; it knows no zone (`%eth0`), and neither does a certificate.
  return family === 4 ? bare : new URL(`http://[${bare.replace(/%.*$/, '')}]`).hostname
}

/** Both in their ASCII form (RFC 9525 6.3: A-labels compare as such). */
function matches(pattern: string, name: string): boolean {
  const [first, ...rest] = withoutTrailingDot(pattern.toLowerCase()).split('.')
  const [firstOfName, ...restOfName] = name.split('.')
  if (rest.join('.') !== restOfName.join('.')) return false
  if (first !== '*') return first === firstOfName
  return rest.length >= 2 && firstOfName !== ''
}

function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}
