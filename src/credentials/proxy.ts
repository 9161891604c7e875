import { BlockList, isIP } from 'node:net'
import type { ResolvedProxy } from '../config/resolved-config.ts'
import { portOf } from './match.ts'

/** The proxy that a request to `url` takes; undefined: none. */
export function proxyFor(url: URL, proxy: ResolvedProxy): URL | undefined {
  if (proxy.kind === 'none') return undefined
  if (proxy.kind === 'url') return new URL(proxy.url.reveal())
  const value = url.protocol === 'https:' ? proxy.https : proxy.http
  if (!value || isLoopback(url.hostname) || isExcepted(url, proxy.except ?? '')) return undefined
  return new URL(value.reveal())
}

function isLoopback(hostname: string): boolean {
  const host = bare(hostname)
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  )
}

/** `NO_PROXY` as curl reads it: `*`, names with all their sub-domains, addresses, networks as 10.0.0.0/8. */
function isExcepted(url: URL, except: string): boolean {
  const host = bare(url.hostname)
  return except
    .split(/[\s,]+/)
    .some((pattern) => pattern === '*' || (pattern !== '' && covers(pattern.toLowerCase(), host, portOf(url))))
}

function covers(pattern: string, host: string, port: number): boolean {
  const family = isIP(host)
  if (family !== 0) return coversAddress(pattern.replace(/^\[|\]$/g, ''), host, family === 6 ? 'ipv6' : 'ipv4')
  const [, name = '', patternPort] = /^(?:\*\.|\.)?(.*?)\.?(?::(\d+))?$/.exec(pattern) ?? []
  if (patternPort !== undefined && Number(patternPort) !== port) return false
  return name !== '' && (host === name || host.endsWith(`.${name}`))
}

function coversAddress(pattern: string, host: string, family: 'ipv4' | 'ipv6'): boolean {
  const [address = '', prefix] = pattern.split('/')
  if (isIP(address) !== (family === 'ipv6' ? 6 : 4)) return false
  const bits = prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix)
  if (!Number.isInteger(bits) || bits < 0 || bits > (family === 'ipv6' ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(address, bits, family)
  return list.check(host, family)
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}
