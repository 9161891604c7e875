import { defineMatcher } from './define-matcher.ts'
import { shown } from './fields.ts'
import { fitsText, isTextExpectation } from './text-expectation.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveAlpn'

/** Words for a protocol that are none of its names in ALPN. */
const meant: Record<string, string> = {
  http2: 'h2',
  'http/2': 'h2',
  'http/2.0': 'h2',
  http1: 'http/1.1',
  h1: 'http/1.1',
}

/** Holds when both sides agreed on that application protocol (RFC 7301): `h2`, `http/1.1`. */
export const toHaveAlpn = defineMatcher(name, ({ utils }, expected?: unknown) => {
  if (!isTextExpectation(expected))
    throw new TypeError(
      `${name}() needs the name of a protocol ('h2', 'http/1.1'), a RegExp or an asymmetric matcher; it got ${shown(expected)}.`,
    )
  const near = typeof expected === 'string' ? meant[expected.trim().toLowerCase()] : undefined
  if (near !== undefined) throw new TypeError(`${name}(): ALPN has no protocol "${expected}"; did you mean "${near}"?`)
  return {
    expected: `the application protocol ${utils.printExpected(expected)}`,
    judge: (subject) => {
      const { alpn, protocol, capture } = subject.handshake
      if (alpn !== undefined) {
        return {
          pass: fitsText(alpn, expected, (actual, wanted) => actual.toLowerCase() === wanted.trim().toLowerCase()),
          received: alpn,
          why: ['The server chose it among those that we offered.'],
          remedy: 'Set http2 in the config (or with the request), or change the protocols that the server offers.',
        }
      }
      if (!capture.complete || protocol === undefined) throw unreadable(name, 'the application protocol', subject)
      return {
        pass: false,
        received: 'none was agreed on',
        why: ['The server chose none of the protocols that we offered, or we offered none.'],
        remedy: 'Set http2 in the config (or with the request), or let the server offer ALPN (nginx: http2 on).',
      }
    },
  }
})
