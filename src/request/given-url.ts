import { holdsSecret } from '../config/secret-text.ts'

/** A URL that somebody gave. @throws TypeError that names the call, without what may be a secret in it */
export function givenUrl(given: unknown, call: string, example = 'https://api.internal:8443/orders'): URL {
  const text = textOf(given)
  // Node's own error has the text in a field of its own, too.
  const url = URL.canParse(text) ? new URL(text) : undefined
  // No label of a name is longer (RFC 1035 2.3.4).
  if (url !== undefined && !/[^.]{64}/.test(url.hostname)) return url
  throw new TypeError(`${call} takes a URL such as ${example}; it cannot parse ${shown(text)}.`)
}

function shown(text: string): string {
  const bare = text.replace(/^(\w+:\/\/)[^/]*@/, '$1…@')
  const isPlain = bare.length <= 200 && /^[\x20-\x7e\u00a0-\ufffc]*$/.test(bare) && !holdsSecret(bare)
  return isPlain ? `'${bare}'` : `a string of ${text.length} characters`
}

function textOf(given: unknown): string {
  try {
    return String(given)
  } catch {
    return Object.prototype.toString.call(given)
  }
}
