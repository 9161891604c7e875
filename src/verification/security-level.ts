/** OpenSSL's security level when `ciphers` does not name one: that with which Node is built, 2 from Node 24 on, 1 before. */
export function defaultSecurityLevel(nodeVersion = process.versions.node): number {
  return Number.parseInt(nodeVersion, 10) >= 24 ? 2 : 1
}
