import type { SecureContext, SecureContextOptions, SecureVersion } from 'node:tls'
import type { Identity } from './identity.ts'
import type { Trust } from './trust-store.ts'

const { readFileSync } = process.getBuiltinModule('node:fs')
const tls = process.getBuiltinModule('node:tls')

/** Everything that a secure context is made of. */
export interface ContextParts {
  identity?: Identity
  trust: Trust
  trustDefaultCAs: boolean
  minVersion?: SecureVersion
  maxVersion?: SecureVersion
  ciphers?: string
  /** Of the key exchange, as OpenSSL lists them. */
  groups?: string
}

/** What Node's own `createSecureContext` uses; not in its documentation. */
interface NativeContext {
  addCACert?: (pem: string) => void
}

/** The same as plain values, as `tls.connect` takes them; the default trust is written out where something is added to it. */
export function contextOptions(parts: ContextParts): SecureContextOptions {
  const { trust, trustDefaultCAs } = parts
  const isDefault = trustDefaultCAs && trust.ca.length === 0 && trust.crl.length === 0
  return {
    ...ownOptions(parts),
    ...(!isDefault && { ca: [...(trustDefaultCAs ? defaultCertificates() : []), ...trust.ca] }),
  }
}

/** Node's default trust and more: Node's public option replaces the default, and making it anew costs 30 ms a context. */
export function createSecureContext(parts: ContextParts): SecureContext {
  const { ca, crl } = parts.trust
  const options = ownOptions(parts)
  if (!parts.trustDefaultCAs) return tls.createSecureContext({ ...options, ca: [...ca] })
  return ca.length === 0 && crl.length === 0 ? tls.createSecureContext(options) : createTrustingContext(options, ca)
}

/** A context of Node's default trust and of `ca`. `options` have no `ca` of their own. */
export function createTrustingContext(options: SecureContextOptions, ca: readonly string[]): SecureContext {
  const context = tls.createSecureContext(options)
  const native = context.context as NativeContext
  if (typeof native.addCACert !== 'function') {
    return tls.createSecureContext({ ...options, ca: [...defaultCertificates(), ...ca] })
  }
  for (const pem of [...forgottenCertificates(), ...ca]) native.addCACert(pem)
  return context
}

/** All but the authorities. */
function ownOptions({ identity, trust, minVersion, maxVersion, ciphers, groups }: ContextParts): SecureContextOptions {
  return {
    ...(identity && { cert: identity.certificates, key: identity.key.reveal() }),
    ...(trust.crl.length > 0 && { crl: [...trust.crl] }),
    ...(minVersion && { minVersion }),
    ...(maxVersion && { maxVersion }),
    ...(ciphers !== undefined && { ciphers }),
    ...(groups !== undefined && { ecdhCurve: groups }),
  }
}

/** Node's default list through its public interface. */
export function defaultCertificates(): readonly string[] {
  return getCACertificates?.('default') ?? [...tls.rootCertificates, ...extraCertificates()]
}

const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] }

/** Before it could list its default, Node left out NODE_EXTRA_CA_CERTS from every list that something was added to. */
function forgottenCertificates(): readonly string[] {
  return getCACertificates ? [] : extraCertificates()
}

let extra: readonly string[] | undefined

/** NODE_EXTRA_CA_CERTS, read once, as Node does; of a file that it cannot read Node itself warns. */
function extraCertificates(): readonly string[] {
  extra ??= readExtraCertificates(process.env.NODE_EXTRA_CA_CERTS)
  return extra
}

function readExtraCertificates(file: string | undefined): string[] {
  if (!file) return []
  try {
    return [readFileSync(file, 'utf8')]
  } catch {
    return []
  }
}
