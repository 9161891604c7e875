import { isIP } from 'node:net'
import { type Check, found } from '../check.ts'
import { nameOf } from '../path-certificate.ts'
import { checkIdentity, identityOf } from '../server-identity.ts'

/** Whether the certificate is for the host, as Node finds it (RFC 9525). Node looks only when the chain was good. */
export const checkHost: Check = ({ leaf, host }) => {
  if (!leaf.x509 || checkIdentity(host, identityOf(leaf.x509)) === undefined) return []
  const names = leaf.parsed.subjectAltNames?.map(({ type, value }) => `${type}:${value}`) ?? []
  const commonNames = leaf.parsed.subject?.attributes
    .flat()
    .flatMap(({ type, text = '' }) => (type === 'CN' ? text : []))
  const usesCommonName = isIP(host) === 0 && !names.some((name) => name.startsWith('DNS:'))
  const also = usesCommonName && commonNames?.length ? `, and its common name is ${commonNames.join(', ')}` : ''
  const has = names.length > 0 ? `it is for ${listed(names)}` : 'it has no subject alternative names'
  const codes = ['ERR_TLS_CERT_ALTNAME_INVALID', isIP(host) === 0 ? 'HOSTNAME_MISMATCH' : 'IP_ADDRESS_MISMATCH']
  return [found('hostname-mismatch', codes, leaf, 0, `${nameOf(leaf)} is not for ${host}: ${has}${also}.`)]
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ')
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown
}
