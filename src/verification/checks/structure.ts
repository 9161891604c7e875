import { type Check, problemOf } from '../check.ts'
import { nameOf } from '../path-certificate.ts'

/** Certificates that OpenSSL cannot read (RFC 5280 4.1). */
export const checkStructure: Check = ({ certificates }) =>
  certificates
    .filter(({ x509 }) => !x509)
    .map((certificate) => {
      const [defect = 'OpenSSL does not say why'] = certificate.parsed.defects
      return problemOf('malformed', certificate, `${nameOf(certificate)} is malformed: ${defect}.`)
    })
