import { describe, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { keyIn, passphrase } from './forms.ts'
import { useNginx } from './use-nginx.ts'

const missing = requireProgram('nginx', 'openssl')

describe.skipIf(missing)('every form of a private key, verified by nginx', () => {
  const { forms, verified, refusal } = useNginx()

  const plain: [string, () => [string, string | Buffer]][] = [
    ['PKCS#8 RSA, PEM', () => ['rsa', forms().rsa.key]],
    ['PKCS#8 RSA, DER', () => ['rsa', keyIn(forms().rsa.key, 'pkcs8', 'der')]],
    ['PKCS#1, PEM', () => ['rsa', keyIn(forms().rsa.key, 'pkcs1', 'pem')]],
    ['PKCS#1, DER', () => ['rsa', keyIn(forms().rsa.key, 'pkcs1', 'der')]],
    ['PKCS#8 EC, PEM', () => ['ec', forms().ec.key]],
    ['SEC1, PEM', () => ['ec', keyIn(forms().ec.key, 'sec1', 'pem')]],
    ['SEC1, DER', () => ['ec', keyIn(forms().ec.key, 'sec1', 'der')]],
    [
      'SEC1 after its parameters',
      () => [
        'ec',
        `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${keyIn(forms().ec.key, 'sec1', 'pem')}`,
      ],
    ],
    ['Ed25519', () => ['ed25519', forms().ed25519.key]],
    ['RSA-PSS', () => ['rsaPss', forms().rsaPss.key]],
    ['CRLF and BOM', () => ['rsa', `\uFEFF${forms().rsa.key.replaceAll('\n', '\r\n')}`]],
    [
      'attributes before it',
      () => ['rsa', `Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n${forms().rsa.key}`],
    ],
  ]
  test.each(plain)('%s', async (_, make) => {
    const [name, key] = make()
    forms().write('form.key', key)
    expect(await verified({ cert: `${name}.pem`, key: 'form.key' })).toBe(`SUCCESS CN=${name}`)
  })

  test.each([
    ['PBES2, AES-256', 'rsa', ['-v2', 'aes-256-cbc']],
    ['PBES2, AES-128 and HMAC-SHA-512', 'ec', ['-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA512']],
    ['PBES2, 3DES', 'ec', ['-v2', 'des3']],
    ['PBES2, scrypt', 'ec', ['-scrypt']],
    ['PBES1, MD5 and DES', 'rsa', ['-v1', 'PBE-MD5-DES']],
    ['PBES1, SHA-1 and DES', 'ec', ['-v1', 'PBE-SHA1-DES']],
    ['PBES1, MD5 and RC2', 'ed25519', ['-v1', 'PBE-MD5-RC2-64']],
    ['PBES1, SHA-1 and RC2', 'rsaPss', ['-v1', 'PBE-SHA1-RC2-64']],
    ['PKCS#12 encryption, 3DES', 'rsa', ['-v1', 'PBE-SHA1-3DES']],
    ['PKCS#12 encryption, 2DES', 'rsa', ['-v1', 'PBE-SHA1-2DES']],
    ['PKCS#12 encryption, RC2-128', 'ec', ['-v1', 'PBE-SHA1-RC2-128']],
    ['PKCS#12 encryption, RC2-40', 'ec', ['-v1', 'PBE-SHA1-RC2-40']],
  ])('encrypted: %s', async (_, name, algorithm) => {
    for (const format of ['PEM', 'DER']) {
      const args = ['pkcs8', '-topk8', '-in', `${name}.key`, '-passout', 'file:pass', '-outform', format, ...algorithm]
      const key = forms().openssl({ legacy: true, out: 'encrypted.key' }, ...args)
      expect(await verified({ cert: `${name}.pem`, key, passphrase })).toBe(`SUCCESS CN=${name}`)
      expect(await refusal({ cert: `${name}.pem`, key, passphrase: 'wrong' })).toBe(
        'clientCertificates[0].passphrase: The passphrase does not open the file encrypted.key. Correct `passphrase`.',
      )
    }
  })

  test.each([
    ['AES-256', 'rsa', ['rsa', '-aes256', '-traditional']],
    ['3DES', 'rsa', ['rsa', '-des3', '-traditional']],
    ['DES', 'rsa', ['rsa', '-des', '-traditional']],
    ['EC with AES-128', 'ec', ['ec', '-aes128']],
    ['EC with DES', 'ec', ['ec', '-des']],
  ])('Proc-Type: 4,ENCRYPTED, %s', async (_, name, args) => {
    const key = forms().openssl(
      { legacy: true, out: 'encrypted.key' },
      ...args,
      '-in',
      `${name}.key`,
      '-passout',
      'file:pass',
    )
    expect(forms().read(key).toString()).toContain('Proc-Type: 4,ENCRYPTED')
    expect(await verified({ cert: `${name}.pem`, key, passphrase })).toBe(`SUCCESS CN=${name}`)
    expect(await refusal({ cert: `${name}.pem`, key, passphrase: 'wrong' })).toContain('The passphrase does not open')
    expect(await refusal({ cert: `${name}.pem`, key })).toContain('the config gives no passphrase')
  })

  test('an encryption that nobody should use any more is refused by name', async () => {
    const args = ['pkcs8', '-topk8', '-in', 'rsa.key', '-passout', 'file:pass', '-v1', 'PBE-SHA1-RC4-128']
    const key = forms().openssl({ legacy: true, out: 'rc4.key' }, ...args)
    expect(await refusal({ cert: 'rsa.pem', key, passphrase })).toMatchInlineSnapshot(
      `"clientCertificates[0].key: The encryption RC4-128 cannot be read. Encrypt it anew: 'openssl pkcs8 -topk8 -v2 aes256', or 'openssl pkcs12 -export'."`,
    )
  })
})
