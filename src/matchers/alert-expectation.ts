import type { Alert } from '../tls/handshake.ts'
import { alertCode, alertNames } from '../tls/registry/alerts.ts'
import { shown } from './fields.ts'
import { suggestion } from './suggestion.ts'
import { fitsText, isAsymmetric, isTextExpectation, type TextExpectation } from './text-expectation.ts'

/** Reads an alert as a test names it; throws a TypeError for a name or number that no alert has. */
export function readAlert(expected: unknown, matcher: string): (alert: Pick<Alert, 'code' | 'description'>) => boolean {
  if (typeof expected === 'number' && Number.isInteger(expected) && expected >= 0 && expected <= 255)
    return ({ code }) => code === expected
  if (!isTextExpectation(expected))
    throw new TypeError(
      `${matcher}(): an alert is a name, a number (0 to 255), a RegExp or an asymmetric matcher; it got ${shown(expected)}.`,
    )
  if (typeof expected !== 'string') return ({ code, description }) => fitsNamed(expected, code, description)
  const wanted = codeOf(expected)
  if (wanted === undefined)
    throw new TypeError(`${matcher}(): no alert is called "${expected}"${suggestion(expected, alertNames())}`)
  return ({ code }) => code === wanted
}

/** A matcher of numbers (`expect.any(Number)`) judges the number, every other one the name. */
function fitsNamed(expected: Exclude<TextExpectation, string>, code: number, description: string): boolean {
  if (isAsymmetric(expected) && expected.getExpectedType?.() === 'number') return expected.asymmetricMatch(code)
  return fitsText(description, expected, () => false)
}

/** `unknown_ca`, `unknown CA`, `Unknown-CA`, `48`, `alert_200`, and OpenSSL's `tlsv1 alert unknown ca`. */
function codeOf(text: string): number | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^(?:sslv3|tlsv1(?:3)?|ssl\/tls) alert /, '')
    .replace(/[\s-]+/g, '_')
  const number = /^(?:alert_)?(\d{1,3})$/.exec(name)?.[1]
  if (number !== undefined) return Number(number) <= 255 ? Number(number) : undefined
  return alertCode(name)
}
