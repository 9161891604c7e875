/** Name of a key exchange group (RFC 8446 4.2.7, RFC 8422 5.1.1); `0x0a0b` for a number that has none. */
export function namedGroupName(code: number): string {
  return names.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`
}

/** Every group that has a name. */
export function namedGroups(): string[] {
  return [...names.values()]
}

/** What OpenSSL, NIST and SECG call the same group. */
export function namedGroupAliases(name: string): readonly string[] {
  return aliases[name] ?? []
}

const aliases: Record<string, readonly string[]> = {
  secp192r1: ['P-192', 'prime192v1'],
  secp224r1: ['P-224'],
  secp256r1: ['P-256', 'prime256v1'],
  secp384r1: ['P-384'],
  secp521r1: ['P-521'],
}

const names = new Map([
  [0x000e, 'sect571r1'],
  [0x000d, 'sect571k1'],
  [0x000c, 'sect409r1'],
  [0x000b, 'sect409k1'],
  [0x000a, 'sect283r1'],
  [0x0009, 'sect283k1'],
  [0x0013, 'secp192r1'],
  [0x0015, 'secp224r1'],
  [0x0016, 'secp256k1'],
  [0x0017, 'secp256r1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
  [0x001a, 'brainpoolP256r1'],
  [0x001b, 'brainpoolP384r1'],
  [0x001c, 'brainpoolP512r1'],
  [0x001d, 'x25519'],
  [0x001e, 'x448'],
  [0x001f, 'brainpoolP256r1tls13'],
  [0x0020, 'brainpoolP384r1tls13'],
  [0x0021, 'brainpoolP512r1tls13'],
  [0x0029, 'curveSM2'],
  [0x0100, 'ffdhe2048'],
  [0x0101, 'ffdhe3072'],
  [0x0102, 'ffdhe4096'],
  [0x0103, 'ffdhe6144'],
  [0x0104, 'ffdhe8192'],
  [0x0200, 'MLKEM512'],
  [0x0201, 'MLKEM768'],
  [0x0202, 'MLKEM1024'],
  [0x11eb, 'SecP256r1MLKEM768'],
  [0x11ec, 'X25519MLKEM768'],
  [0x11ed, 'SecP384r1MLKEM1024'],
])
