import { DerReader, derTag } from '../../tls/x509/der.ts'
import type { NameConstraints } from '../../tls/x509/name-constraints.ts'
import { type Check, type Finding, found } from '../check.ts'
import { isSelfIssued } from '../issued-by.ts'
import { NameSubtrees, type Violation } from '../name-subtrees.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'
import type { ConstrainedName } from '../subtree-matcher.ts'

/** OpenSSL does not even begin when there are more pairs of a name and a constraint. */
const mostPairs = 2 ** 20

/** Whether the names of every certificate stay within what the authorities above it allow (RFC 5280 4.2.1.10). */
export const checkNameConstraints: Check = ({ certificates }) =>
  certificates.flatMap((authority, place) => {
    const { nameConstraints } = authority.parsed
    if (!nameConstraints || place === 0) return []
    const subtrees = new NameSubtrees(nameConstraints)
    return certificates.slice(0, place).flatMap((certificate, depth) => {
      if (depth > 0 && isSelfIssued(certificate)) return []
      return violation(certificate, depth, { authority, nameConstraints, subtrees })
    })
  })

interface Constraining {
  authority: PathCertificate
  nameConstraints: NameConstraints
  subtrees: NameSubtrees
}

function violation(certificate: PathCertificate, depth: number, constraining: Constraining): Finding[] {
  const { authority, nameConstraints, subtrees } = constraining
  const constraints = nameConstraints.permitted.length + nameConstraints.excluded.length
  const names = countedNames(certificate)
  if (names > 0 && constraints > Math.floor(mostPairs / names)) {
    const message = `${nameOf(certificate)} has ${names} names, and ${nameOf(authority)} ${constraints} name constraints: OpenSSL compares ${mostPairs} pairs at most.`
    return [found('name-constraint', ['UNSPECIFIED'], certificate, depth, message)]
  }
  const broken = namesOf(certificate, depth).flatMap((name) =>
    'unreadable' in name ? [name.unreadable] : (subtrees.violationBy(name) ?? []),
  )
  if (broken.length === 0) return []
  const message = `${nameOf(certificate)} breaks a name constraint of ${nameOf(authority)}, which ${listed(broken)}.`
  const codes = broken.map(({ code }) => code)
  return [found('name-constraint', codes.slice(0, 1), certificate, depth, message)]
}

/** As OpenSSL counts them for its limit. */
function countedNames({ parsed }: PathCertificate): number {
  return (parsed.subject?.attributes.flat().length ?? 0) + (parsed.subjectAltNames?.length ?? 0)
}

type NameOrViolation = ConstrainedName | { unreadable: Violation }

/** The subject, the mail addresses in it, the alternative names; of a server's certificate without DNS names also what looks like one. */
function namesOf({ parsed }: PathCertificate, depth: number): NameOrViolation[] {
  const { subject, subjectAltNames = [] } = parsed
  const attributes = subject?.attributes.flat() ?? []
  const whole = attributes.length > 0 ? [{ type: 'dirName' as const, value: subject!.text, bytes: subject!.der }] : []
  const mail = attributes.filter(({ type }) => type === 'emailAddress').map(({ der }) => mailboxOf(der))
  const hasDnsName = subjectAltNames.some(({ type }) => type === 'DNS')
  const commonNames = depth > 0 || hasDnsName ? [] : attributes.filter(({ type }) => type === 'CN')
  const hosts = commonNames.filter(({ text = '' }) => looksLikeHost(text)).map(({ text = '' }) => named('DNS', text))
  return [...whole, ...mail, ...subjectAltNames, ...hosts]
}

function mailboxOf(der: Uint8Array): NameOrViolation {
  const { tag, content } = new DerReader(der, 'emailAddress').value('value')
  const name = named('email', Buffer.from(content).toString('latin1'))
  return tag === derTag.ia5String ? name : { unreadable: { code: 'UNSUPPORTED_NAME_SYNTAX', name } }
}

function named(type: 'DNS' | 'email', value: string): ConstrainedName {
  return { type, value, bytes: Buffer.from(value) }
}

/** Two labels or more of letters, digits, hyphens and underscores. */
function looksLikeHost(text: string): boolean {
  return /^\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)+$/.test(text)
}

const verbs: Readonly<Record<Violation['code'], string>> = {
  PERMITTED_VIOLATION: 'does not permit',
  EXCLUDED_VIOLATION: 'excludes',
  SUBTREE_MINMAX: 'has a minimum or maximum that OpenSSL does not support for',
  UNSUPPORTED_CONSTRAINT_TYPE: 'has a type that OpenSSL does not support for',
  UNSUPPORTED_NAME_SYNTAX: 'cannot be compared with',
}

function listed(broken: readonly Violation[]): string {
  const shown = broken.slice(0, 5).map(({ code, name }) => `${verbs[code]} ${name.type}:${name.value}`)
  const more = broken.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(' and ')
}
