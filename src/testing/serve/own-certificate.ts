import { createPrivateKey } from 'node:crypto'
import type { CertificateProblemClass } from '../../tls/handshake.ts'
import { problemClassOf } from '../../verification/problem-class-of.ts'
import type { Authority } from '../issue/authority.ts'
import type { ServerCertificateOptions } from '../issue/certificate-options.ts'
import { createAuthority } from '../issue/create-authority.ts'
import { withDamagedSignature, withImpossibleEnd } from '../issue/damaged-certificate.ts'
import { issueCertificate } from '../issue/issue-certificate.ts'
import { derOf, IssuedCertificate } from '../issue/issued-certificate.ts'
import { createKey, pkcs8 } from '../issue/key-pair.ts'
import { quoted } from '../quoted.ts'

/** A class of certificate problem, or an alias that people write for one. */
export type ServerFlaw =
  | Exclude<CertificateProblemClass, 'other'>
  | 'wrong-host'
  | 'intermediate-left-out'
  | (string & {})

/** What a server shows, and what a client needs to find it bad for that reason alone. */
export interface OwnCertificate {
  certificate: IssuedCertificate
  /** Stapled. */
  ocspResponse?: Buffer
  /** OpenSSL would not load it at its usual level of security. */
  weak?: true
}

/** A certificate of `authority` for localhost, sound but for `flaw`. @throws TypeError for a flaw that there is not */
export async function ownCertificate(authority: Authority, flaw?: ServerFlaw): Promise<OwnCertificate> {
  if (flaw === undefined) return { certificate: await authority.issueServerCertificate() }
  return makers[classOf(flaw)](authority)
}

type FlawClass = Exclude<CertificateProblemClass, 'other'>

function classOf(flaw: ServerFlaw): FlawClass {
  const written = flaw === 'intermediate-left-out' ? 'incomplete-chain' : flaw
  const named = problemClassOf(written)
  if ('unknown' in named) {
    const near = named.suggestion === undefined ? '' : ` Did you mean "${named.suggestion}"?`
    throw new TypeError(
      `serve(): there is no flaw ${quoted(flaw)}.${near} There are: ${Object.keys(makers).join(', ')}.`,
    )
  }
  if (named.class === 'other')
    throw new TypeError(`serve(): a certificate cannot be made with the flaw ${quoted(flaw)}.`)
  return named.class
}

const usual = (authority: Authority, options: ServerCertificateOptions = {}) =>
  authority.issueServerCertificate(options)
const only = (certificate: IssuedCertificate): OwnCertificate => ({ certificate })

const makers: Record<FlawClass, (authority: Authority) => Promise<OwnCertificate>> = {
  'self-signed': async () => only(await selfSigned()),
  expired: async (authority) => only(await usual(authority, { expired: true })),
  'not-yet-valid': async (authority) => only(await usual(authority, { notYetValid: true })),
  'unknown-issuer': async () =>
    only(await (await createAuthority({ subject: 'CN=Another Authority' })).issueServerCertificate()),
  'incomplete-chain': async (authority) => {
    const below = await authority.issueIntermediate({ subject: 'CN=Left Out' })
    return only(leafAlone(await below.issueServerCertificate()))
  },
  'hostname-mismatch': async (authority) => only(await usual(authority, { hosts: ['wrong-host.example'] })),
  revoked: async (authority) => {
    const certificate = await authority.issueServerCertificate()
    authority.revoke(certificate, { reason: 'keyCompromise' })
    return { certificate, ocspResponse: authority.ocspResponse(certificate) }
  },
  'wrong-purpose': async (authority) => only(await usual(authority, { extendedKeyUsage: ['clientAuth'] })),
  'not-a-ca': async (authority) => {
    const below = await authority.issueIntermediate({ subject: 'CN=Not a CA', isCA: false })
    return only(await below.issueServerCertificate())
  },
  'path-too-long': async (authority) => {
    const last = await authority.issueIntermediate({ subject: 'CN=Last', pathLength: 0 })
    const beyond = await last.issueIntermediate({ subject: 'CN=Beyond the Last' })
    return only(await beyond.issueServerCertificate())
  },
  'name-constraint': async (authority) => {
    const nameConstraints = { permitted: ['DNS:elsewhere.example'] }
    const below = await authority.issueIntermediate({ subject: 'CN=Constrained', nameConstraints })
    return only(await below.issueServerCertificate())
  },
  'bad-signature': async (authority) => {
    const { chain, key } = await authority.issueServerCertificate()
    const [leaf, ...above] = chain.map(derOf) as [Buffer, ...Buffer[]]
    return only(new IssuedCertificate([withDamagedSignature(leaf), ...above], key))
  },
  'weak-key': async (authority) => ({ ...only(await usual(authority, { keyType: 'RSA 1024' })), weak: true }),
  'weak-signature': async (authority) => ({ ...only(await usual(authority, { hash: 'SHA-1' })), weak: true }),
  malformed: async (authority) => {
    const { chain, key } = await authority.issueServerCertificate()
    const [leaf, ...above] = chain.map(derOf) as [Buffer, ...Buffer[]]
    return only(new IssuedCertificate([withImpossibleEnd(leaf, createPrivateKey(authority.key)), ...above], key))
  },
  'unhandled-extension': async (authority) =>
    only(await usual(authority, { extensions: [{ oid: '2.999.1', critical: true, value: '0500' }] })),
  // its issuer is one of which `authority.crl()` has no list
  'crl-unavailable': async (authority) => {
    const below = await authority.issueIntermediate({ subject: 'CN=Without a List' })
    return only(await below.issueServerCertificate())
  },
}

async function selfSigned(): Promise<IssuedCertificate> {
  const key = await createKey()
  const options = { subject: 'CN=localhost', subjectAltNames: ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'] }
  return new IssuedCertificate(
    [await issueCertificate({ ...options, extendedKeyUsage: ['serverAuth'] }, key)],
    pkcs8(key),
  )
}

/** Without the intermediates above it. */
function leafAlone({ chain, key }: IssuedCertificate): IssuedCertificate {
  return new IssuedCertificate([derOf(chain[0]!)], key)
}
