import type { Check, CheckInput, Finding } from '../check.ts'
import { found } from '../check.ts'
import { identifierMismatch } from '../issued-by.ts'
import { nameOf, type PathCertificate } from '../path-certificate.ts'
import { isListSignedBy, type RevocationList } from '../revocation-list.ts'

/** Revocation lists (RFC 5280 6.3), where any are given: then every certificate of the path, the root too, has to have one. */
export const checkRevocation: Check = (input) =>
  input.revocationLists === undefined
    ? []
    : input.certificates.flatMap((certificate, depth) => revocationProblems(certificate, depth, input))

function revocationProblems(certificate: PathCertificate, depth: number, input: CheckInput): Finding[] {
  const { certificates, revocationLists = [], at } = input
  const issuer = certificates[Math.min(depth + 1, certificates.length - 1)]!
  const list = bestOf(
    revocationLists.filter((one) => isFor(one, certificate, issuer)),
    certificate,
    at,
  )
  const useless = list ? defectOf(list, certificate, issuer, at) : noList
  return [...revoked(list, certificate, depth), ...(useless ? [unavailable(useless, certificate, depth, issuer)] : [])]
}

function isFor(list: RevocationList, certificate: PathCertificate, issuer: PathCertificate): boolean {
  const { scope, issuerName, authorityKeyIdentifier } = list
  if (scope?.indirect || scope?.onlySomeReasons || issuerName !== certificate.issuer) return false
  return identifierMismatch(issuer, authorityKeyIdentifier) === undefined
}

/** The one with the fewest defects, among equals the newest. */
function bestOf(lists: readonly RevocationList[], certificate: PathCertificate, at: Date): RevocationList | undefined {
  const score = (list: RevocationList): number =>
    (list.unknownCritical.length === 0 ? 4 : 0) + (covers(list, certificate) ? 2 : 0) + (isCurrent(list, at) ? 1 : 0)
  return lists.reduce<RevocationList | undefined>((best, list) => {
    if (best === undefined || score(list) > score(best)) return list
    return score(list) === score(best) && list.thisUpdate > best.thisUpdate ? list : best
  }, undefined)
}

function isCurrent({ thisUpdate, nextUpdate }: RevocationList, at: Date): boolean {
  return thisUpdate <= at && (nextUpdate === undefined || nextUpdate > at)
}

function covers({ scope }: RevocationList, { parsed }: PathCertificate): boolean {
  if (!scope) return true
  const isAuthority = parsed.basicConstraints?.isCA === true
  if (scope.onlyAttributes || (isAuthority ? scope.onlyUsers : scope.onlyAuthorities)) return false
  const points = parsed.crlDistributionPoints ?? []
  return (
    !scope.point || points.some((own) => scope.point?.some((its) => its.type === own.type && its.value === own.value))
  )
}

interface Defect {
  code: string
  /** Follows the name of the list. */
  reason: string
}

const noList: Defect = { code: 'UNABLE_TO_GET_CRL', reason: 'is not among the ones that crl gives' }

function defectOf(
  list: RevocationList,
  certificate: PathCertificate,
  issuer: PathCertificate,
  at: Date,
): Defect | undefined {
  const { thisUpdate, nextUpdate, unknownCritical } = list
  const usages = issuer.parsed.keyUsage
  if (!issuer.publicKey || !isListSignedBy(list, issuer.publicKey))
    return { code: 'CRL_SIGNATURE_FAILURE', reason: 'has a signature that does not fit its key' }
  if (nextUpdate && nextUpdate <= at)
    return { code: 'CRL_HAS_EXPIRED', reason: `has expired: the next one was due at ${nextUpdate.toISOString()}` }
  if (thisUpdate > at)
    return { code: 'CRL_NOT_YET_VALID', reason: `is not yet valid: it is of ${thisUpdate.toISOString()}` }
  if (usages && !usages.includes('cRLSign'))
    return {
      code: 'KEYUSAGE_NO_CRL_SIGN',
      reason: 'does not count: the key usage of its issuer does not include cRLSign',
    }
  if (!covers(list, certificate))
    return { code: 'DIFFERENT_CRL_SCOPE', reason: 'covers other certificates than this one' }
  if (unknownCritical.length > 0)
    return {
      code: 'UNHANDLED_CRITICAL_CRL_EXTENSION',
      reason: `has a critical extension that OpenSSL does not know: ${unknownCritical.join(', ')}`,
    }
  return undefined
}

/** removeFromCRL */
const removed = 8

function revoked(list: RevocationList | undefined, certificate: PathCertificate, depth: number): Finding[] {
  const entry = list?.revoked.get(certificate.parsed.serialNumber ?? '')
  if (!entry || entry.reason === removed) return []
  const message = `${nameOf(certificate)} is revoked since ${entry.at.toISOString()}: the revocation list of ${list?.issuer.text} says so.`
  return [found('revoked', ['CERT_REVOKED'], certificate, depth, message)]
}

function unavailable(
  { code, reason }: Defect,
  certificate: PathCertificate,
  depth: number,
  issuer: PathCertificate,
): Finding {
  const codes = [code, 'UNABLE_TO_GET_CRL', 'UNABLE_TO_GET_CRL_ISSUER']
  const name = certificate.parsed.issuer?.text || nameOf(issuer)
  const message = `It is not known whether ${nameOf(certificate)} is revoked: the revocation list of ${name} ${reason}.`
  return found('crl-unavailable', codes, certificate, depth, message)
}
