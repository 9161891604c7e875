import { authorityPem } from '../config/authority-pem.ts'
import { mkcertRoot } from '../config/mkcert-root.ts'
import type { FileOrContent } from '../config/options.ts'
import { isPlainObject } from '../config/plain-object.ts'
import { resolveSource } from '../config/resolve-source.ts'
import type { ResolvedIdentity, ResolvedSource } from '../config/resolved-config.ts'
import { Secret } from '../config/secret.ts'
import { byRequest, faultAt } from './fault.ts'
import type { CaInput, InlineIdentity } from './profile.ts'
import { type Bundle, readBundle } from './trust.ts'

/** The client certificate that a request brings along; paths are relative to the working directory. */
export function resolveInlineIdentity(inline: InlineIdentity): ResolvedIdentity {
  const passphrase = inline.passphrase === undefined ? {} : { passphrase: new Secret(inline.passphrase) }
  if ('pfx' in inline) return { kind: 'pfx', pfx: source(inline.pfx, 'clientCert.pfx'), ...passphrase }
  const cert = [inline.cert].flat().map((one) => source(one, 'clientCert.cert'))
  return { kind: 'pem', cert, key: source(inline.key, 'clientCert.key'), ...passphrase }
}

/** The authorities that a request brings along. @throws Fault */
export function readInlineBundles(ca: CaInput | CaInput[] | undefined): Bundle[] {
  if (ca === undefined) return []
  if (!Array.isArray(ca)) return [bundleAt(ca, 'ca')]
  return ca.map((one, index) => bundleAt(one, `ca[${index}]`))
}

function bundleAt(ca: CaInput, path: string): Bundle {
  const bundle = bundleSource(ca, path)
  const passphrase = isPlainObject(ca) && 'passphrase' in ca ? (ca.passphrase as string) : undefined
  return byRequest(() => faultAt(path, bundle, () => readBundle(bundle, passphrase)))
}

function bundleSource(ca: CaInput, path: string): ResolvedSource | 'system' {
  const bundle = authorityPem(ca) ?? (isPlainObject(ca) && 'file' in ca ? ca.file : (ca as FileOrContent))
  if (bundle === 'system') return bundle
  return bundle === 'mkcert' ? mkcertRoot(process.env, path) : source(bundle as FileOrContent, path)
}

function source(input: FileOrContent, path: string) {
  return resolveSource(input, { path, folder: process.cwd() })
}
