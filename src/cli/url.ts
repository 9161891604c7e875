import { holdsSecret, isSecretHost } from '../config/secret-text.ts'
import { UsageError } from './usage-error.ts'

/** Reads a URL from the command line; `host:port` alone means https. @throws UsageError */
export function originOf(written: string): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`
  if (!URL.canParse(text) || isSecretUrl(text)) {
    const shown = holdsSecret(text) ? `a text of ${written.length} characters` : written.replace(/\/\/.*@/s, '//…@')
    throw new UsageError(`${shown} is no URL; write it like https://api.internal:8443/orders`)
  }
  const url = new URL(text)
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      'the URL has a name or a password in it, which no command uses and a log would keep; leave them out',
    )
  // No server sees it, and what holds a # may be no URL at all.
  url.hash = ''
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UsageError(`${url.href} is not for https; write it like https://api.internal:8443/orders`)
  }
  return url
}

/** The same, for commands that need TLS. @throws UsageError */
export function httpsUrl(written: string): URL {
  const url = originOf(written)
  if (url.protocol === 'http:') throw new UsageError(`${written} has no TLS to look at; use https://`)
  return url
}

/** Whether what stands in the place of a URL is rather a key: base64 has slashes, too, and no points. */
export function isSecretUrl(text: string): boolean {
  const [, authority = ''] = /:\/\/([^/?#]*)/.exec(text) ?? []
  const host = authority.replace(/^.*@/, '')
  // No label of a name is longer (RFC 1035 2.3.4).
  if (isSecretHost(host) || /[^.]{64}|[!$&'()*+,;=|~^%]/.test(host)) return true
  return !/[.:]|^localhost$/i.test(host) && holdsSecret(text)
}
