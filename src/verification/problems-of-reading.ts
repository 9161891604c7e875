import type { CertificateProblem, Handshake } from '../tls/handshake.ts'
import { unreadableCertificates, unreadableKey } from './checks/structure.ts'
import { type NodeError, withReport } from './node-error.ts'
import { readPathCertificate } from './path-certificate.ts'

/** OpenSSL's limit for the list of a Certificate message (SSL_CTX_set_max_cert_list); Node leaves it as it is. */
const longestList = 102_400

/** Why OpenSSL ended the handshake before it could verify anything: certificates or a key that it cannot read, or a message that is too long. */
export function problemsOfReading(
  { unfinished }: Handshake['serverCertificate'],
  chain: readonly Uint8Array[],
  failure: NodeError | undefined,
): CertificateProblem[] {
  if (failure === undefined) return []
  if (unfinished !== undefined && unfinished > longestList) return [tooLong(unfinished, failure)]
  if (failure.code?.startsWith('ERR_SSL_') !== true && failure.code?.startsWith('ERR_OSSL_') !== true) return []
  const certificates = chain.map((der, position) => readPathCertificate(der, { position }))
  const unreadable = unreadableCertificates(certificates)
  const [first, ...others] = unreadable.length > 0 ? unreadable : unreadableKey(certificates[0])
  return first ? [withReport(first, failure), ...others].map(({ codes: _, depth: __, ...problem }) => problem) : []
}

function tooLong(bytes: number, { code }: NodeError): CertificateProblem {
  const message = `The server's Certificate message has ${bytes} bytes, and OpenSSL reads ${longestList} at most: it sends too many or too large certificates.`
  return { class: 'other', ...(code === undefined ? {} : { code }), message }
}
