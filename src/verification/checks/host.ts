import { type Check, problemOf } from '../check.ts'
import { isForHost } from '../host-names.ts'
import { nameOf } from '../path-certificate.ts'

/** Whether the certificate is for the host (RFC 9525). Node looks only when the chain was good. */
export const checkHost: Check = ({ leaf, host }) => {
  if (!leaf.x509) return []
  const names = leaf.parsed.subjectAltNames?.map(({ type, value }) => `${type}:${value}`) ?? []
  if (isForHost(names, host)) return []
  const has = names.length > 0 ? `it is for ${listed(names)}` : 'it has no subject alternative names'
  return [problemOf('hostname-mismatch', leaf, `${nameOf(leaf)} is not for ${host}: ${has}.`)]
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ')
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown
}
