import { isSecretHost } from '../config/secret-text.ts'
import { UsageError } from './usage-error.ts'

/** Reads a URL from the command line; `host:port` alone means https. @throws UsageError */
export function originOf(written: string): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`
  const [, host = ''] = /:\/\/([^/?#]*)/.exec(text) ?? []
  // No label of a name is longer (RFC 1035 2.3.4).
  if (!URL.canParse(text) || isSecretHost(host) || /[^.]{64}/.test(host))
    throw new UsageError(`${written} is no URL; write it like https://api.internal:8443/orders`)
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UsageError(`${written} is not for https; write it like https://api.internal:8443/orders`)
  }
  return url
}

/** The same, for commands that need TLS. @throws UsageError */
export function httpsUrl(written: string): URL {
  const url = originOf(written)
  if (url.protocol === 'http:') throw new UsageError(`${written} has no TLS to look at; use https://`)
  return url
}
