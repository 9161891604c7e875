import { type CipherSuite, cipherSuites } from '../tls/registry/cipher-suites.ts'
import { defineMatcher } from './define-matcher.ts'
import { shown } from './fields.ts'
import { suggestion } from './suggestion.ts'
import { fitsText, isTextExpectation } from './text-expectation.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveCipher'

/** Holds when the connection has that cipher suite, by its IANA or OpenSSL name. */
export const toHaveCipher = defineMatcher(name, ({ utils }, expected?: unknown) => {
  const fits = readCipher(expected)
  return {
    expected: `the cipher suite ${utils.printExpected(expected)}`,
    judge: (subject) => {
      const { cipher } = subject.handshake
      if (!cipher) throw unreadable(name, 'the cipher suite: none was agreed on, or it was not read', subject)
      const openssl = suiteOf(cipher)?.openssl
      return {
        pass: fits([cipher, ...(openssl === undefined || openssl === cipher ? [] : [openssl])]),
        received: `${cipher}${openssl === undefined || openssl === cipher ? '' : ` (OpenSSL: ${openssl})`}`,
        why: ['The server chose it among those that we offered.'],
        remedy: 'Set ciphers in the config (or with the request), or change the cipher suites that the server allows.',
      }
    },
  }
})

function readCipher(expected: unknown): (names: string[]) => boolean {
  if (!isTextExpectation(expected))
    throw new TypeError(
      `${name}() needs the name of a cipher suite, a RegExp or an asymmetric matcher; it got ${shown(expected)}.`,
    )
  if (typeof expected !== 'string') {
    const inverse = 'inverse' in expected && expected.inverse === true
    const fits = (text: string) => fitsText(text, expected, () => false)
    return (names) => (inverse ? names.every(fits) : names.some(fits))
  }
  const suite = suiteOf(expected.trim())
  if (!suite) {
    const known = cipherSuites().flatMap(({ iana, openssl }) => [iana, openssl])
    throw new TypeError(`${name}(): no cipher suite is called ${shown(expected)}${suggestion(expected, known)}`)
  }
  return (names) => names.includes(suite.iana)
}

function suiteOf(text: string): CipherSuite | undefined {
  const wanted = text.toUpperCase()
  return cipherSuites().find(({ iana, openssl }) => iana.toUpperCase() === wanted || openssl.toUpperCase() === wanted)
}
