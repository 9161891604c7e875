import type { CertificateProblem } from '../tls/handshake.ts'
import { type OcspStatus, readOcspStatuses } from '../tls/ocsp-response.ts'
import { problemOf } from './check.ts'
import { nameOf, readPathCertificate } from './path-certificate.ts'

/**
 * The server's own stapled OCSP response (RFC 6066 section 8) says that its certificate is revoked: Node does not look. The
 * server alone could have sent it, so that it is believed without its signature. One that is not of `at` says nothing.
 */
export function stapledRevocation(ocspResponse: Uint8Array, leaf: Uint8Array, at: Date): CertificateProblem[] {
  const certificate = readPathCertificate(leaf, { position: 0 })
  const serialNumber = certificate.parsed.serialNumber
  const own = statusesIn(ocspResponse).find(
    (one) => one.status === 'revoked' && one.serialNumber === serialNumber && isOf(one, at),
  )
  if (own === undefined) return []
  const since = own.revokedAt === undefined ? '' : ` since ${own.revokedAt.toISOString()}`
  const message = `${nameOf(certificate)} is revoked${since}: the OCSP response that the server stapled to it says so.`
  // OpenSSL's name for it: the error by which the connection is refused has it too.
  return [{ ...problemOf('revoked', certificate, message), code: 'CERT_REVOKED' }]
}

function isOf({ thisUpdate, nextUpdate }: OcspStatus, at: Date): boolean {
  return thisUpdate <= at && (nextUpdate === undefined || at <= nextUpdate)
}

/** What cannot be read says nothing. */
function statusesIn(ocspResponse: Uint8Array): OcspStatus[] {
  try {
    return readOcspStatuses(ocspResponse)
  } catch {
    return []
  }
}
