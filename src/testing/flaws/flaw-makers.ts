import { createPrivateKey, type KeyObject } from 'node:crypto'
import { parseCertificate } from '../../tls/parsed-certificate.ts'
import { Authority } from '../issue/authority.ts'
import type { CertificateOptions } from '../issue/certificate-options.ts'
import { createAuthority } from '../issue/create-authority.ts'
import { withDamagedSignature } from '../issue/damaged-certificate.ts'
import { issueCertificate } from '../issue/issue-certificate.ts'
import { derOf, IssuedCertificate } from '../issue/issued-certificate.ts'
import { createKey, createKeyLike, pkcs8 } from '../issue/key-pair.ts'
import type { FlawName } from './flaw-catalogue.ts'
import {
  type GoodCertificate,
  issuerKeyIdentifier,
  issuerName,
  optionsLike,
  topIssuerName,
} from './good-certificate.ts'

/** What flawed certificates are made from. */
export interface FlawIngredients {
  good: GoodCertificate
  /** Key of what is issued. */
  key: KeyObject
  authority?: Authority | undefined
}

/** Makes a certificate with one flaw; undefined: none is sent. A text: why it cannot be made. */
type FlawMaker = (ingredients: FlawIngredients) => Promise<IssuedCertificate | undefined | string>

export const flawMakers: Record<FlawName, FlawMaker> = {
  'none-sent': async () => undefined,
  'self-signed': async ({ good, key }) => {
    return new IssuedCertificate([await issueCertificate(optionsLike(good), key)], pkcs8(key))
  },
  'another-authority': async ({ good, key }) => {
    const another = await createAuthority({ subject: 'CN=Another Authority' })
    return another.issueCertificate({ ...optionsLike(good), key })
  },
  'authority-of-the-same-name': async ({ good, key }) => {
    const impostor = await createAuthority({ subject: topIssuerName(good) })
    return impostor.issueCertificate({ ...optionsLike(good), key })
  },
  expired: issued({ expired: true }),
  'not-yet-valid': issued({ notYetValid: true }),
  'expires-in-the-past-second': byAuthority((authority, { good, key }) => {
    const { validFor: _, ...options } = optionsLike(good)
    return authority.issueCertificate({ ...options, validTo: new Date(Date.now() - 1000), key })
  }),
  'server-purpose-only': issued({ extendedKeyUsage: ['serverAuth'] }),
  'no-purpose-for-clients': issued({ extendedKeyUsage: ['codeSigning', 'emailProtection'] }),
  'any-purpose-missing': issued({ extendedKeyUsage: ['2.999.2'] }),
  'leaf-used-as-authority': async ({ good, key: goodKey, authority }) => {
    const own = good.key && { chain: good.chain, key: good.key }
    const options = optionsLike(good)
    const issuer = authority ? await clientOf(authority, { ...options, subject: 'CN=A Leaf That Issues' }) : own
    if (issuer === undefined) return needsOne
    const name = parseCertificate(issuer.chain[0]!).subject!.der
    const key = await createKeyLike(goodKey)
    // under the name of its issuer it would be taken for self-signed
    const renamed = issuer === own && { subject: 'CN=Issued by a Leaf' }
    const leaf = await issueCertificate({ ...options, ...renamed }, key, { name, key: issuer.key })
    return new IssuedCertificate([leaf, ...issuer.chain], pkcs8(key))
  },
  'issuer-without-cert-sign': below({ subject: 'CN=May Not Sign', keyUsage: ['cRLSign'] }),
  'path-length-exceeded': byAuthority(async (authority, { good, key }) => {
    const last = await authority.issueIntermediate({ subject: 'CN=Last', pathLength: 0 })
    const beyond = await last.issueIntermediate({ subject: 'CN=Beyond the Last' })
    return beyond.issueCertificate({ ...optionsLike(good), key })
  }),
  'name-constraint-violated': byAuthority(async (authority, { good, key }) => {
    const nameConstraints = { excluded: ['DNS:excluded.example'] }
    const constrained = await authority.issueIntermediate({ subject: 'CN=Constrained', nameConstraints })
    return constrained.issueCertificate({ ...optionsLike(good, 'DNS:client.excluded.example'), key })
  }),
  'damaged-signature': async ({ good, key, authority }) => {
    if (authority !== undefined) {
      const sound = await authority.issueCertificate({ ...optionsLike(good), key })
      const [leaf, ...above] = sound.chain.map(derOf) as [Buffer, ...Buffer[]]
      return new IssuedCertificate([withDamagedSignature(leaf), ...above], sound.key)
    }
    // to a verifier, the signature of another key is a damaged one
    const keyIdentifier = issuerKeyIdentifier(good)
    const forger = { name: issuerName(good), key: await createKey(), ...(keyIdentifier && { keyIdentifier }) }
    const leaf = await issueCertificate(optionsLike(good), key, forger)
    return new IssuedCertificate([leaf, ...good.chain.slice(1)], pkcs8(key))
  },
  'intermediate-left-out': async ({ good, key, authority }) => {
    if (authority === undefined) {
      if (good.key === undefined) return needsAuthority
      // A root that is sent along may be left out by anybody.
      if (good.chain.slice(1).every(isSelfIssued)) return 'no intermediate is sent with the good one'
      return new IssuedCertificate(good.chain.slice(0, 1), pkcs8(good.key))
    }
    const leftOut = await authority.issueIntermediate({ subject: 'CN=Left Out' })
    const { chain } = await leftOut.issueCertificate({ ...optionsLike(good), key })
    return new IssuedCertificate(chain.slice(0, 1).map(derOf), pkcs8(key))
  },
  'intermediate-expired': below({ subject: 'CN=Expired Issuing', expired: true }),
  'weak-key': byAuthority((authority, { good }) => {
    return authority.issueCertificate({ ...optionsLike(good), keyType: 'RSA 1024' })
  }),
  'weak-signature': byAuthority(async (authority, { good, key }) => {
    const type = createPrivateKey(authority.key).asymmetricKeyType
    if (type === 'ed25519' || type === 'ed448') return `the authority's key, ${type}, has no weak signatures`
    return authority.issueCertificate({ ...optionsLike(good), key, hash: 'SHA-1' })
  }),
  'unknown-critical-extension': byAuthority((authority, { good, key }) => {
    const options = optionsLike(good)
    const unknown = { oid: '2.999.1', critical: true, value: '0500' }
    return authority.issueCertificate({ ...options, extensions: [...(options.extensions ?? []), unknown], key })
  }),
  revoked: byAuthority((authority, { good, key }) => {
    const [issuing] = Authority.levelsOf(authority)
    return authority.issueCertificate({ ...optionsLike(good), key, serialNumber: issuing!.revokedSerialNumber })
  }),
  'authority-itself': byAuthority(async (authority) => {
    const levels = Authority.levelsOf(authority)
    const sent = levels.length > 1 ? levels.slice(0, -1) : levels
    return new IssuedCertificate(
      sent.map(({ certificate }) => certificate),
      authority.key,
    )
  }),
  'another-subject': byAuthority((authority, { good, key }) => {
    const { extensions: _, ...options } = optionsLike(good)
    return authority.issueCertificate({ ...options, subject: 'CN=Somebody Else', key })
  }),
}

const needsAuthority = "it needs the authority's key"
const needsOne = "it needs the authority's key, or that of the good certificate"

function byAuthority(
  make: (authority: Authority, ingredients: FlawIngredients) => Promise<IssuedCertificate | string>,
): FlawMaker {
  return async (ingredients) => {
    return ingredients.authority === undefined ? needsAuthority : make(ingredients.authority, ingredients)
  }
}

/** Issued by the authority, and like the good one but for `flaw`. */
function issued(flaw: CertificateOptions): FlawMaker {
  return byAuthority((authority, { good, key }) => authority.issueCertificate({ ...optionsLike(good), ...flaw, key }))
}

/** Sound, but issued by an intermediate that is flawed. */
function below(flaw: CertificateOptions): FlawMaker {
  return byAuthority(async (authority, { good, key }) => {
    const intermediate = await authority.issueIntermediate(flaw)
    return intermediate.issueCertificate({ ...optionsLike(good), key })
  })
}

async function clientOf(authority: Authority, options: CertificateOptions) {
  const client = await authority.issueCertificate(options)
  return { chain: client.chain.map(derOf), key: createPrivateKey(client.key) }
}

function isSelfIssued(certificate: Uint8Array): boolean {
  const { subject, issuer } = parseCertificate(certificate)
  return subject !== undefined && issuer !== undefined && Buffer.compare(subject.der, issuer.der) === 0
}
