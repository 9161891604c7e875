/**
 * The certificate of an authority, such as the testing kit's, that stands where a bundle may stand; undefined when `value` is none. As `ca`
 * it is a property of its own, which a copy of the authority has too.
 */
export function authorityPem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { ca, cert = ca } = value as { ca?: unknown; cert?: unknown }
  return typeof cert === 'string' && /^\s*-----BEGIN /.test(cert) ? cert : undefined
}
