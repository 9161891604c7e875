/** Name of a TLS 1.2 ClientCertificateType (RFC 5246 7.4.4, RFC 8422 5.5); `type_99` for a number that has none. */
export function certificateTypeName(code: number): string {
  return names.get(code) ?? `type_${code}`
}

const names = new Map([
  [1, 'rsa_sign'],
  [2, 'dss_sign'],
  [3, 'rsa_fixed_dh'],
  [4, 'dss_fixed_dh'],
  [5, 'rsa_ephemeral_dh'],
  [6, 'dss_ephemeral_dh'],
  [20, 'fortezza_dms'],
  [64, 'ecdsa_sign'],
  [65, 'rsa_fixed_ecdh'],
  [66, 'ecdsa_fixed_ecdh'],
  [67, 'gost_sign256'],
  [68, 'gost_sign512'],
])
