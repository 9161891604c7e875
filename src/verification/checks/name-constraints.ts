import type { CertificateProblem } from '../../tls/handshake.ts'
import { type Check, problemOf } from '../check.ts'
import { type ConstrainedName, isWithin } from '../name-subtree.ts'
import { isSelfIssued, nameOf, type PathCertificate } from '../path-certificate.ts'

/** Whether the names of every certificate stay within what the authorities above it allow (RFC 5280 4.2.1.10). */
export const checkNameConstraints: Check = ({ certificates, leaf }) =>
  certificates.flatMap((authority, index) =>
    certificates
      .slice(0, index)
      .filter((certificate) => certificate === leaf || !isSelfIssued(certificate))
      .flatMap((certificate) => violation(certificate, authority)),
  )

function violation(certificate: PathCertificate, authority: PathCertificate): CertificateProblem[] {
  const { permitted = [], excluded = [] } = authority.parsed.nameConstraints ?? {}
  const broken = namesOf(certificate).flatMap((name) => {
    const allowed = permitted.filter(({ type }) => type === name.type)
    if (allowed.length > 0 && !allowed.some((subtree) => isWithin(name, subtree)))
      return [`does not permit ${text(name)}`]
    return excluded.some((subtree) => isWithin(name, subtree)) ? [`excludes ${text(name)}`] : []
  })
  if (broken.length === 0) return []
  const message = `${nameOf(certificate)} breaks a name constraint of ${nameOf(authority)}, which ${broken.join(' and ')}.`
  return [problemOf('name-constraint', certificate, message)]
}

function namesOf({ parsed }: PathCertificate): ConstrainedName[] {
  const { subject, subjectAltNames = [] } = parsed
  const directoryName = subject?.text ? [{ type: 'dirName' as const, value: subject.text, bytes: subject.der }] : []
  return [...directoryName, ...subjectAltNames]
}

function text({ type, value }: ConstrainedName): string {
  return `${type}:${value}`
}
