import type { Handshake } from '../tls/handshake.ts'
import type { PresentedCertificate } from './certificate-expectation.ts'

/**
 * The client's leaf as it went over the wire; it has the config's name only if it is the very certificate that the
 * config offered.
 */
export function presentedByClient({
  clientCertificate: { chain, configured },
}: Handshake): PresentedCertificate | undefined {
  const [certificate] = chain
  if (!certificate) return undefined
  const isConfigured = configured?.name !== undefined && configured.fingerprint256 === certificate.fingerprint256
  return { certificate, ...(isConfigured && configured.name !== undefined && { name: configured.name }) }
}
