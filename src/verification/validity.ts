import type { PathCertificate } from './path-certificate.ts'

/** Whether OpenSSL finds it valid: the very second in which it ends does not belong to it. */
export function isCurrent(certificate: PathCertificate, at: Date): boolean {
  return isSince(certificate, at) && isUntil(certificate, at)
}

/** Whether it has begun to be valid; true as well where its time cannot be compared: that is another problem. */
export function hasBegun({ parsed: { validFrom, looseTimes } }: PathCertificate, at: Date): boolean {
  return looseTimes.includes('notBefore') || validFrom === undefined || validFrom <= at
}

export function hasEnded({ parsed: { validTo, looseTimes } }: PathCertificate, at: Date): boolean {
  return !looseTimes.includes('notAfter') && validTo !== undefined && validTo <= at
}

function isSince(certificate: PathCertificate, at: Date): boolean {
  return !certificate.parsed.looseTimes.includes('notBefore') && hasBegun(certificate, at)
}

function isUntil(certificate: PathCertificate, at: Date): boolean {
  return !certificate.parsed.looseTimes.includes('notAfter') && !hasEnded(certificate, at)
}

/** What is wrong with a time that is compared by nobody. */
export function looseTime(field: 'notBefore' | 'notAfter'): string {
  return `its ${field} has not the form YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ`
}
