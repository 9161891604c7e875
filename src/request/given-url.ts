import { withoutSecrets } from '../config/secret-text.ts'

/** A URL that somebody gave. @throws TypeError that names the call, without what may be a secret in it */
export function givenUrl(given: unknown, call: string, example = 'https://api.internal:8443/orders'): URL {
  const text = textOf(given)
  // Node's own error has the text in a field of its own, too.
  if (URL.canParse(text)) return new URL(text)
  const shown = withoutSecrets(text.slice(0, 200).replace(/^(\w+:\/\/)[^/]*@/, '$1…@'))
  throw new TypeError(`${call} takes a URL such as ${example}; it cannot parse '${shown}'.`)
}

function textOf(given: unknown): string {
  try {
    return String(given)
  } catch {
    return Object.prototype.toString.call(given)
  }
}
