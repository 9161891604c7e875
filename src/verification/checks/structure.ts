import { type Check, type Finding, found } from '../check.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'
import { looseTime } from '../validity.ts'

/** Certificates that OpenSSL cannot use (RFC 5280 4.1, 4.2): on the path, and the one that keeps it from going on. */
export const checkStructure: Check = ({ certificates, end, lookalike }) => {
  const last = certificates.length - 1
  return [
    ...certificates.flatMap((certificate, depth) => [
      ...defects(certificate, depth),
      ...(depth === last && end === 'anchor' ? [] : differingAlgorithms(certificate, depth)),
      ...(last > 0 ? explicitCurve(certificate, depth) : []),
    ]),
    ...(lookalike ? defects(lookalike, last + 1) : []),
  ]
}

/** Certificates that OpenSSL cannot even read: TLS ends at the first. */
export function unreadableCertificates(sent: readonly PathCertificate[]): Finding[] {
  return sent.flatMap((certificate, depth) => {
    if (certificate.x509) return []
    const { defects, looseTimes } = certificate.parsed
    // OpenSSL 3.5 does not read such a time, earlier ones cannot compare it.
    const [defect = 'OpenSSL does not say why'] = [...defects, ...looseTimes.map(looseTime)]
    return [malformed(certificate, depth, defect, [])]
  })
}

/** TLS needs the key of the server's certificate. */
export function unreadableKey(leaf: PathCertificate | undefined): Finding[] {
  return leaf && !leaf.publicKey ? [malformed(leaf, 0, 'its public key cannot be read', ['UNSPECIFIED'])] : []
}

function defects(certificate: PathCertificate, depth: number): Finding[] {
  const { extensionDefects, repeatedExtensions } = certificate.parsed
  const [defect] = extensionDefects
  const [repeated] = repeatedExtensions
  return [
    ...(defect === undefined ? [] : [malformed(certificate, depth, defect, [])]),
    ...(defect === undefined && repeated !== undefined
      ? [malformed(certificate, depth, `it has the extension ${repeated} twice`, ['DUPLICATE_EXTENSION'])]
      : []),
    ...(certificate.publicKey ? [] : [malformed(certificate, depth, 'its public key cannot be read', ['UNSPECIFIED'])]),
  ]
}

function differingAlgorithms(certificate: PathCertificate, depth: number): Finding[] {
  const { signatureAlgorithmDiffers, signature, signedAlgorithm } = certificate.parsed
  if (!signatureAlgorithmDiffers) return []
  const [inside = 'one algorithm', outside = 'another'] = [signedAlgorithm?.name, signature?.name]
  const defect =
    inside === outside
      ? `it names the algorithm of its signature, ${inside}, with other parameters inside than outside`
      : `it names two algorithms for its signature, ${inside} inside and ${outside} outside`
  return [malformed(certificate, depth, defect, [])]
}

/** RFC 5480 2.1.1 */
function explicitCurve(certificate: PathCertificate, depth: number): Finding[] {
  if (certificate.parsed.publicKey?.name !== 'EC with explicit parameters') return []
  const defect = 'the parameters of its curve are written out, where a name has to stand'
  return [malformed(certificate, depth, defect, ['EC_KEY_EXPLICIT_PARAMS'])]
}

function malformed(certificate: PathCertificate, depth: number, defect: string, codes: string[]): Finding {
  return found('malformed', codes, certificate, depth, `${nameOf(certificate)} is malformed: ${defect}.`)
}
