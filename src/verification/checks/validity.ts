import type { CertificateProblem } from '../../tls/handshake.ts'
import { type Check, problemOf } from '../check.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'

/** The dates of every certificate (RFC 5280 4.1.2.5). */
export const checkValidity: Check = ({ certificates, at }) =>
  certificates.flatMap((certificate) => validityProblem(certificate, at))

function validityProblem(certificate: PathCertificate, at: Date): CertificateProblem[] {
  const { validFrom, validTo } = certificate.parsed
  const name = nameOf(certificate)
  if (validTo && validTo < at) {
    const message = `${name} has expired: it was valid until ${validTo.toISOString()}, ${distance(validTo, at)} earlier.`
    return [problemOf('expired', certificate, message)]
  }
  if (validFrom && validFrom > at) {
    const message = `${name} is not yet valid: it is so from ${validFrom.toISOString()} on, ${distance(validFrom, at)} later.`
    return [problemOf('not-yet-valid', certificate, message)]
  }
  return []
}

const units: readonly [name: string, milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

function distance(a: Date, b: Date): string {
  const milliseconds = Math.abs(a.getTime() - b.getTime())
  const [name, size] = units.find(([, size]) => milliseconds >= size) ?? units.at(-1)!
  const count = Math.floor(milliseconds / size)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
