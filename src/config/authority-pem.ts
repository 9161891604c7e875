/** The certificate of an authority, such as the testing kit's, that stands where a bundle may stand; undefined when `value` is none. */
export function authorityPem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { cert } = value as { cert?: unknown }
  return typeof cert === 'string' && /^\s*-----BEGIN /.test(cert) ? cert : undefined
}
