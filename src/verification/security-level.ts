/** OpenSSL's security level when `ciphers` does not name one: 2 from OpenSSL 3.2 on, 1 before. */
export function defaultSecurityLevel(opensslVersion = process.versions.openssl): number {
  const [major = 0, minor = 0] = (opensslVersion ?? '').split('.').map(Number)
  return major > 3 || (major === 3 && minor >= 2) ? 2 : 1
}
