import { distance } from '../../tls/distance.ts'
import { type Check, type Finding, found } from '../check.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'
import { hasBegun, hasEnded, looseTime } from '../validity.ts'

/** The dates of every certificate (RFC 5280 4.1.2.5). What only names a missing issuer is on no path: OpenSSL leaves it out. */
export const checkValidity: Check = ({ certificates, at, end }) =>
  certificates.flatMap((certificate, depth) => {
    const isLoose = depth > 0 && depth === certificates.length - 1 && (end === 'no-issuer' || end === 'limit')
    return isLoose ? [] : validityProblems(certificate, depth, at)
  })

function validityProblems(certificate: PathCertificate, depth: number, at: Date): Finding[] {
  const { validFrom, validTo, looseTimes } = certificate.parsed
  const name = nameOf(certificate)
  const formless = looseTimes.map((field) =>
    found(
      'malformed',
      [`ERROR_IN_CERT_${field === 'notBefore' ? 'NOT_BEFORE' : 'NOT_AFTER'}_FIELD`],
      certificate,
      depth,
      `${name} is malformed: ${looseTime(field)}.`,
    ),
  )
  const early = `${name} is not yet valid: it is so from ${validFrom?.toISOString()} on, ${apart(validFrom, at)} later.`
  const late = `${name} has expired: it was valid until ${validTo?.toISOString()}, ${apart(validTo, at)} earlier.`
  return [
    ...(hasEnded(certificate, at) ? [found('expired', ['CERT_HAS_EXPIRED'], certificate, depth, late)] : []),
    ...(hasBegun(certificate, at) ? [] : [found('not-yet-valid', ['CERT_NOT_YET_VALID'], certificate, depth, early)]),
    ...formless,
  ]
}

function apart(a: Date | undefined, b: Date): string {
  return distance((a?.getTime() ?? 0) - b.getTime())
}
