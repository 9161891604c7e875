import { nameHas } from '../judgement/distinguished-name.ts'
import type { Certificate } from '../tls/handshake.ts'
import type { MatcherContext } from './matcher-context.ts'
import { suggestion } from './suggestion.ts'
import {
  type AsymmetricMatcher,
  fitsList,
  fitsText,
  isAsymmetric,
  isList,
  isRegExp,
  isTextExpectation,
  type TextExpectation,
} from './text-expectation.ts'

/** What a test may say about a certificate; fields that it leaves out may be anything. */
export interface CertificateFields {
  /** `name` of the entry in the config that this certificate comes from. */
  name?: TextExpectation
  /** As a name: every attribute that is written has to be there. */
  subject?: TextExpectation
  issuer?: TextExpectation
  serialNumber?: TextExpectation
  fingerprint256?: TextExpectation
  /** One text: it is among them. An array: they are these, in any order. */
  subjectAltNames?: TextExpectation | readonly TextExpectation[]
  extendedKeyUsage?: TextExpectation | readonly TextExpectation[]
  validFrom?: TextExpectation | Date
  validTo?: TextExpectation | Date
  publicKey?: TextExpectation
  /** `RSA`, `EC`, `Ed25519`. */
  keyType?: TextExpectation
  /** Length of the key, or an asymmetric matcher: `expect.closeTo(3072, -2)`. */
  keyBits?: number | AsymmetricMatcher
  /** `digitalSignature`; as `subjectAltNames`. */
  keyUsage?: TextExpectation | readonly TextExpectation[]
  signatureAlgorithm?: TextExpectation
  isCA?: boolean
  /** By dotted OID: its value in DER as hexadecimal digits, or `true` (it is there) and `false` (it is not). */
  extensions?: Record<string, TextExpectation | boolean>
  pem?: TextExpectation
}

export type CertificateExpectation = TextExpectation | CertificateFields

/** A certificate on the wire, and the names in the config that are its own. */
export interface PresentedCertificate {
  certificate: Certificate
  /**
   * `name` of the entry that it comes from: by fingerprint, so only when the certificate on the wire is that entry's.
   */
  name?: string
}

/** One line for each thing that does not fit; none: it fits. */
export type CertificateReader = (presented: PresentedCertificate) => string[]

/**
 * Reads what a test says about a certificate; throws a TypeError for what says nothing or is no field of a certificate.
 */
export function readCertificateExpectation(
  expected: unknown,
  matcher: string,
  { utils }: MatcherContext,
): CertificateReader {
  if (isTextExpectation(expected)) {
    return (presented) =>
      fitsWhole(presented, expected) ? [] : [`subject: ${presented.certificate.subject || '(empty)'}`]
  }
  const fields =
    typeof expected === 'object' && expected !== null && !Array.isArray(expected) ? Object.entries(expected) : []
  if (fields.length === 0) {
    throw new TypeError(
      `${matcher}() needs a subject (string, RegExp or asymmetric matcher) or an object of fields; it got ${utils.printExpected(expected)}.`,
    )
  }
  for (const [field, value] of fields) checkField(field, value, matcher, utils)
  return (presented) =>
    fields.flatMap(([field, value]) => {
      const actual = field === 'name' ? presented.name : presented.certificate[field as keyof Certificate]
      if (fitsField(field, actual, value)) return []
      return [`${field}: expected ${utils.printExpected(value)}, received ${shownField(field, actual, value)}`]
    })
}

/** Of the extensions those that were asked for: there are many, and long. */
function shownField(field: string, actual: unknown, expected: unknown): string {
  if (actual === undefined) return 'none'
  if (field !== 'extensions' || isAsymmetric(expected)) return JSON.stringify(actual)
  const asked = Object.keys(expected as object)
  return JSON.stringify(
    Object.fromEntries(asked.map((one) => [one, (actual as Certificate['extensions'])[one] ?? 'none'])),
  )
}

/** An expectation on one line: `{ subject: "CN=orders", isCA: true }`. */
export function printExpectation(expected: unknown, { utils }: MatcherContext): string {
  if (isTextExpectation(expected) || typeof expected !== 'object' || expected === null)
    return utils.printExpected(expected)
  const fields = Object.entries(expected).map(
    ([field, value]) => `${field}: ${utils.printExpected(value).replace(/\s*\n\s*/g, ' ')}`,
  )
  return `{ ${fields.join(', ')} }`
}

/** Whether a distinguished name fits what a test says of one. */
export function nameHasText(name: string, expected: unknown): boolean {
  return isTextExpectation(expected) && fitsText(name, expected, nameHas)
}

/** Two texts that mean the same: in names, hexadecimal digits, dates and texts. */
const sameness: Record<string, (actual: string, expected: string) => boolean> = {
  name: (actual, expected) => actual === expected,
  subject: nameHas,
  issuer: nameHas,
  serialNumber: (actual, expected) => hex(actual) === hex(expected),
  fingerprint256: (actual, expected) => hex(actual) === hex(expected),
  subjectAltNames: sameText,
  keyUsage: sameText,
  extendedKeyUsage: sameText,
  validFrom: sameMoment,
  validTo: sameMoment,
  publicKey: sameText,
  keyType: sameText,
  keyBits: () => false,
  signatureAlgorithm: sameText,
  isCA: () => false,
  extensions: (actual, expected) => hex(actual) === hex(expected),
  pem: (actual, expected) => actual.replace(/\s/g, '') === expected.replace(/\s/g, ''),
}

function checkField(field: string, value: unknown, matcher: string, utils: MatcherContext['utils']): void {
  if (!Object.hasOwn(sameness, field)) {
    throw new TypeError(
      `${matcher}(): a certificate has no field "${field}"${suggestion(field, Object.keys(sameness))}`,
    )
  }
  const isFit =
    field === 'isCA'
      ? typeof value === 'boolean' || isAsymmetric(value)
      : field === 'keyBits'
        ? Number.isInteger(value) || isAsymmetric(value)
        : field === 'extensions'
          ? isAsymmetric(value) || areExtensions(value)
          : isTextExpectation(value) ||
            (isListField(field) && isList(value) && value.every(isTextExpectation)) ||
            (isDateField(field) && isDate(value))
  if (!isFit) throw new TypeError(`${matcher}(): "${field}" cannot be ${utils.printExpected(value)}.`)
}

function fitsField(field: string, actual: unknown, expected: unknown): boolean {
  const same = sameness[field] ?? sameText
  if (field === 'extensions' && !isAsymmetric(expected)) {
    const extensions = actual as Certificate['extensions']
    return Object.entries(expected as object).every(([identifier, value]) =>
      fitsExtension(extensions[identifier], value),
    )
  }
  if (typeof actual === 'boolean' || field === 'keyBits' || field === 'extensions')
    return isAsymmetric(expected) ? expected.asymmetricMatch(actual) : actual === expected
  if (isDate(expected)) return typeof actual === 'string' && Date.parse(actual) === expected.getTime()
  if (Array.isArray(actual)) return fitsList(actual, expected as TextExpectation, same)
  return typeof actual === 'string' && fitsText(actual, expected as TextExpectation, same)
}

/**
 * A string alone is about the entry's name, the subject, or a subject alternative name: with its prefix (`URI:`), or a
 * host.
 */
function fitsWhole({ certificate, name }: PresentedCertificate, expected: TextExpectation): boolean {
  if (isAsymmetric(expected)) return fitsAsymmetric(certificate, name, expected)
  if (isRegExp(expected)) return [certificate.subject, name ?? ''].some((text) => text.search(expected) >= 0)
  if (/^(?:DNS|IP|URI|email):/i.test(expected)) return has(certificate.subjectAltNames, expected)
  const isAlternative = [`dns:${expected}`, `ip:${expected}`].some((text) => has(certificate.subjectAltNames, text))
  return name === expected || nameHas(certificate.subject, expected) || isAlternative
}

/** A matcher of strings judges the subject and the name; every other one the certificate with its name. */
function fitsAsymmetric(certificate: Certificate, name: string | undefined, expected: AsymmetricMatcher): boolean {
  if (expected.getExpectedType?.() !== 'string')
    return expected.asymmetricMatch({ ...certificate, ...(name !== undefined && { name }) })
  const texts = name === undefined ? [certificate.subject] : [certificate.subject, name]
  const fits = (text: string) => expected.asymmetricMatch(text)
  return expected.inverse ? texts.every(fits) : texts.some(fits)
}

function has(list: readonly string[], expected: string): boolean {
  return list.some((entry) => sameText(entry, expected))
}

function areExtensions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const entries = Object.entries(value)
  const isFit = ([identifier, one]: [string, unknown]) =>
    /^\d+(?:\.\d+)+$/.test(identifier) && (typeof one === 'boolean' || isTextExpectation(one))
  return entries.length > 0 && entries.every(isFit)
}

function fitsExtension(actual: string | undefined, expected: TextExpectation | boolean): boolean {
  if (typeof expected === 'boolean') return (actual !== undefined) === expected
  return actual !== undefined && fitsText(actual, expected, (one, other) => hex(one) === hex(other))
}

function isListField(field: string): boolean {
  return field === 'subjectAltNames' || field === 'extendedKeyUsage' || field === 'keyUsage'
}

function isDateField(field: string): boolean {
  return field === 'validFrom' || field === 'validTo'
}

function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]'
}

function hex(text: string): string {
  return text
    .replace(/^0x|[\s:]/gi, '')
    .replace(/^0+(?=.)/, '')
    .toUpperCase()
}

function sameText(actual: string, expected: string): boolean {
  return actual.toLowerCase() === expected.trim().toLowerCase()
}

function sameMoment(actual: string, expected: string): boolean {
  return Date.parse(actual) === Date.parse(expected)
}
