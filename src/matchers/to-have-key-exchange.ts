import { namedGroupAliases, namedGroups } from '../tls/registry/named-groups.ts'
import { defineMatcher } from './define-matcher.ts'
import { shown } from './fields.ts'
import { suggestion } from './suggestion.ts'
import { fitsText, isTextExpectation } from './text-expectation.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveKeyExchange'

/** Holds when the keys were agreed on with that group, by its IANA or OpenSSL name. */
export const toHaveKeyExchange = defineMatcher(name, ({ utils }, expected?: unknown) => {
  const fits = readGroup(expected)
  return {
    expected: `a key exchange with ${utils.printExpected(expected)}`,
    judge: (subject) => {
      const { group, cipher, resumed } = subject.handshake
      if (group !== undefined) {
        const others = namedGroupAliases(group)
        return {
          pass: fits([group, ...others]),
          received: `${group}${others.length > 0 ? ` (also called ${others.join(', ')})` : ''}`,
          why: ['The server chose it among those that we offered.'],
          remedy: 'Change the groups that the server allows (OpenSSL: Groups; nginx: ssl_ecdh_curve).',
        }
      }
      if (cipher?.startsWith('TLS_RSA_WITH_')) {
        return {
          pass: false,
          received: `none: ${cipher} sends the secret under the key of the server's certificate`,
          why: [
            'The server chose a cipher suite without a key exchange: whoever gets its key can read what was recorded.',
          ],
          remedy: 'Let the server allow ECDHE or TLS 1.3, or leave that suite out of ciphers.',
        }
      }
      const why = resumed ? 'the session was resumed, and its keys go on' : undefined
      throw unreadable(name, 'the group of the key exchange', subject, why)
    },
  }
})

function readGroup(expected: unknown): (names: string[]) => boolean {
  if (!isTextExpectation(expected))
    throw new TypeError(
      `${name}() needs the name of a group ('X25519', 'P-256'), a RegExp or an asymmetric matcher; it got ${shown(expected)}.`,
    )
  if (typeof expected !== 'string') {
    const inverse = 'inverse' in expected && expected.inverse === true
    const fits = (text: string) => fitsText(text, expected, () => false)
    return (names) => (inverse ? names.every(fits) : names.some(fits))
  }
  const wanted = expected.trim().toLowerCase()
  const known = namedGroups().flatMap((group) => [group, ...namedGroupAliases(group)])
  if (!known.some((one) => one.toLowerCase() === wanted) && !/^0x[\da-f]{4}$/.test(wanted))
    throw new TypeError(`${name}(): no group is called ${shown(expected)}${suggestion(expected, known)}`)
  return (names) => names.some((one) => one.toLowerCase() === wanted)
}
