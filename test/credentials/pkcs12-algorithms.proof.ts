import { describe, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { buildPfx } from './pfx-builder.ts'
import { useNginx } from './use-nginx.ts'

const missing = requireProgram('nginx', 'openssl')
const accent = 'pässwörd'

/** Big endian, as PKCS#12 has passwords, with its terminator. */
const bmp = (text: string) => Buffer.from(`${text}\0`, 'utf16le').swap16()

describe.skipIf(missing)('PKCS#12 by algorithms and passphrases that are rare, verified by nginx', () => {
  const { forms, verified, refusal } = useNginx()

  test.each(['md5', 'sha224', 'sha384', 'sha512-224', 'sha512-256', 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'])(
    'the MAC %s, as openssl writes it',
    async (hash) => {
      const args = ['-export', '-inkey', 'ec.key', '-in', 'ec.pem', '-passout', 'file:pass', '-macalg', hash]
      const pfx = forms().openssl({ legacy: true, out: 'mac.p12' }, 'pkcs12', ...args)
      expect(await verified({ pfx, passphrase: 'pässword of the höuse' })).toBe('SUCCESS CN=ec')
      expect(await refusal({ pfx, passphrase: 'wrong' })).toBe(
        'clientCertificates[0].passphrase: The passphrase does not open the file mac.p12. Correct `passphrase`.',
      )
    },
  )

  test.each([
    ['sha256', 'sha256'],
    ['sha256', 'sha512'],
    ['sha512', 'sha512'],
    ['sha1', 'sha256'],
    ['sha512-256', 'sha512-256'],
    ['sha3-256', 'sha3-256'],
  ] as const)('PBMAC1 (RFC 9579): PBKDF2 with %s, HMAC with %s', async (kdfHash, hash) => {
    const { key, chain } = forms().rsa
    const password = Buffer.from('secret')
    forms().write('pbmac1.p12', buildPfx({ key, chain, encryption: { password }, mac: { kdfHash, hash, password } }))
    expect(await verified({ pfx: 'pbmac1.p12', passphrase: 'secret' })).toBe('SUCCESS CN=rsa')
    expect(await refusal({ pfx: 'pbmac1.p12', passphrase: 'wrong' })).toContain('The passphrase does not open')
  })

  test.each(['camellia-128-cbc', 'camellia-192-cbc', 'camellia-256-cbc', 'aria-128-cbc', 'aria-256-cbc'] as const)(
    '%s',
    async (cipher) => {
      const { key, chain } = forms().ec
      const password = Buffer.from('secret')
      forms().write('cipher.p12', buildPfx({ key, chain, encryption: { cipher, password } }))
      expect(await verified({ pfx: 'cipher.p12', passphrase: 'secret' })).toBe('SUCCESS CN=ec')
      expect(await refusal({ pfx: 'cipher.p12', passphrase: 'wrong' })).toContain('The passphrase does not open')
    },
  )

  test.each([
    ['UTF-8, as RFC 8018 has it', accent, Buffer.from(accent)],
    ['Latin-1, as node-forge encodes it', accent, Buffer.from(accent, 'latin1')],
    ['the low byte of each character', 'дом€', Buffer.from('дом€', 'latin1')],
    ['a BMPString', accent, bmp(accent)],
    ['a BMPString without its terminator', 'дом', bmp('дом').subarray(0, -2)],
    ['UTF-16, little endian', accent, Buffer.from(accent, 'utf16le')],
    ['UTF-8 of UTF-8', accent, Buffer.from(Buffer.from(accent).toString('latin1'))],
    ['composed of two characters, as macOS does', accent.normalize('NFD'), Buffer.from(accent.normalize('NFC'))],
  ])('a passphrase that is not ASCII: %s', async (_, passphrase, password) => {
    const { key, chain } = forms().ec
    forms().write('accent.p12', buildPfx({ key, chain, encryption: { password } }))
    expect(await verified({ pfx: 'accent.p12', passphrase })).toBe('SUCCESS CN=ec')
  })

  test('a MAC that fits proves the passphrase, so that something else is said to be wrong', async () => {
    const { key, chain } = forms().ec
    const mac = { password: Buffer.from(accent) }
    forms().write('inside.p12', buildPfx({ key, chain, encryption: { password: Buffer.from('p\u00e4') }, mac }))
    expect(await refusal({ pfx: 'inside.p12', passphrase: accent })).toMatchInlineSnapshot(
      `"clientCertificates[0].passphrase: The passphrase is right, for the MAC of the file inside.p12 fits, but what is inside does not open with it: the program that wrote it has encoded the characters that are not ASCII in some way of its own. Export it anew with a passphrase of ASCII characters."`,
    )
    const ascii = { password: Buffer.from('secret') }
    forms().write('other.p12', buildPfx({ key, chain, encryption: { password: Buffer.from('x') }, mac: ascii }))
    expect(await refusal({ pfx: 'other.p12', passphrase: 'secret' })).toMatchInlineSnapshot(
      `"clientCertificates[0].pfx: The passphrase is right, for the MAC of the file other.p12 fits, but what is inside does not open with it: it was encrypted with another passphrase, or it is damaged. Export it anew, with one passphrase for the file and the key."`,
    )
  })

  test('rounds that nobody could wait for', async () => {
    const { key, chain } = forms().ec
    const encryption = { password: Buffer.from('secret'), iterations: 2_000_001 }
    forms().write('rounds.p12', buildPfx({ key, chain, encryption }))
    expect(await refusal({ pfx: 'rounds.p12', passphrase: 'secret' })).toMatchInlineSnapshot(
      `"clientCertificates[0].pfx: The file asks for 2000001 rounds of key derivation; 2000000 at most are read. Encrypt it anew: 'openssl pkcs12 -export -iter 100000', or 'openssl pkcs8 -topk8 -v2 aes256 -iter 100000'."`,
    )
  })
})
