import type { Certificate } from '../tls/handshake.ts'
import { dateAgainst, listOf } from './phrases.ts'

/** Something that is wrong with a client certificate, as anybody can see who looks at it. */
export interface OwnCertificateFault {
  /** Kebab-case: `expired`. */
  fault: 'expired' | 'not-yet-valid' | 'without-client-auth' | 'weak-key' | 'weak-signature'
  because: string
  remedy: string
}

/** The faults of a chain that a client has sent, leaf first; `now` is the moment of the connection, ISO 8601. */
export function ownCertificateFaults(chain: readonly Certificate[], now: string): OwnCertificateFault[] {
  return chain.flatMap((certificate, place) => {
    // What a server trusts itself it does not take from the client, and looks at little of it.
    if (place > 0 && certificate.subject === certificate.issuer) return []
    const it = place === 0 ? 'it' : `the certificate ${certificate.subject} of its chain`
    const that = place === 0 ? 'the client certificate' : `${certificate.subject} in the cert file`
    return [
      ...validity(certificate, it, that, now),
      ...purpose(certificate, it, that),
      ...strength(certificate, it, that),
    ]
  })
}

function validity({ validFrom, validTo }: Certificate, it: string, that: string, now: string): OwnCertificateFault[] {
  if (Date.parse(validTo) < Date.parse(now)) {
    return [{ fault: 'expired', because: `${it} expired on ${dateAgainst(validTo, now)}`, remedy: `Renew ${that}.` }]
  }
  if (Date.parse(validFrom) <= Date.parse(now)) return []
  return [
    {
      fault: 'not-yet-valid',
      because: `${it} is not valid before ${dateAgainst(validFrom, now)}`,
      remedy: `Check the clocks of both sides, then the date from which ${that} was issued.`,
    },
  ]
}

function purpose({ extendedKeyUsage: usage }: Certificate, it: string, that: string): OwnCertificateFault[] {
  if (usage.length === 0 || usage.some((one) => one === 'clientAuth' || one === 'anyExtendedKeyUsage')) return []
  const isForServers = usage.includes('serverAuth')
  return [
    {
      fault: 'without-client-auth',
      because: `${it} is ${isForServers ? 'for servers only' : 'not for clients'}: the extended key usage is ${listOf(usage)}, without clientAuth`,
      remedy: `Issue ${that} with the extended key usage clientAuth.`,
    },
  ]
}

function strength({ publicKey, signatureAlgorithm }: Certificate, it: string, that: string): OwnCertificateFault[] {
  const bits = Number(/^RSA(?:-PSS)? (\d+)$/.exec(publicKey)?.[1] ?? Number.POSITIVE_INFINITY)
  const key: OwnCertificateFault[] =
    bits < 2048 || /P-192|secp160|secp192|prime192/.test(publicKey)
      ? [
          {
            fault: 'weak-key',
            because: `${it} has a key that is too weak for most servers (${publicKey})`,
            remedy: `Issue ${that} anew with a key of RSA 2048 or EC P-256 or stronger.`,
          },
        ]
      : []
  if (!/(?:sha-?1|md5|md2)(?!\d)/i.test(signatureAlgorithm)) return key
  return [
    ...key,
    {
      fault: 'weak-signature',
      because: `${it} is signed with ${/md/i.test(signatureAlgorithm) ? 'MD5' : 'SHA-1'} (${signatureAlgorithm}), which most servers refuse`,
      remedy: `Issue ${that} anew with SHA-256 or stronger.`,
    },
  ]
}
