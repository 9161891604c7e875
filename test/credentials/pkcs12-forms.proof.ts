import { describe, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { passphrase } from './forms.ts'
import { pfxWithKeys } from './pfx-with-keys.ts'
import { useNginx } from './use-nginx.ts'

const missing = requireProgram('nginx', 'openssl')

describe.skipIf(missing)('every form of PKCS#12, verified by nginx', () => {
  const { forms, verified, refusal } = useNginx()

  function exported(name: string, ...args: string[]): string {
    const pfx = ['pkcs12', '-export', '-inkey', `${name}.key`, '-in', `${name}.pem`, ...args]
    return forms().openssl({ legacy: true, out: 'form.p12' }, ...pfx)
  }

  test.each([
    ['modern: AES-256, PBKDF2', 'rsa', []],
    ['modern, EC', 'ec', []],
    ['modern, Ed25519', 'ed25519', []],
    ['modern, RSA-PSS', 'rsaPss', []],
    ['AES-128, MAC with SHA-512', 'ec', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512']],
    [
      '3DES for both, as Java wrote it',
      'rsa',
      ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
    ],
    [
      'RC2-40 and 3DES, as Windows wrote it',
      'rsa',
      ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1'],
    ],
    ['RC2-40 and 3DES, EC', 'ec', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1']],
    [
      'RC2-40 and 3DES, RSA-PSS',
      'rsaPss',
      ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1'],
    ],
    ['RC2-128', 'rsa', ['-keypbe', 'PBE-SHA1-RC2-128', '-certpbe', 'PBE-SHA1-RC2-128', '-macalg', 'sha1']],
    ['certificates in the open', 'ec', ['-certpbe', 'NONE']],
    ['without a MAC', 'ec', ['-nomac']],
    ['600,000 rounds for all, as GnuTLS writes it', 'ec', ['-iter', '600000']],
    ['a name and a chain', 'ec', ['-name', 'orders of the höuse', '-certfile', 'root.pem']],
  ])('%s', async (_, name, args) => {
    const pfx = exported(name, '-passout', 'file:pass', ...args)
    expect(await verified({ pfx, passphrase })).toBe(`SUCCESS CN=${name}`)
    expect(await refusal({ pfx, passphrase: 'wrong' })).toContain('The passphrase does not open the file form.p12.')
  })

  test('an empty passphrase, given and not given', async () => {
    for (const args of [[], ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1']]) {
      const pfx = exported('rsa', '-passout', 'pass:', ...args)
      expect(await verified({ pfx, passphrase: '' })).toBe('SUCCESS CN=rsa')
      expect(await verified({ pfx })).toBe('SUCCESS CN=rsa')
    }
  })

  test('a passphrase that is needed and missing', async () => {
    const pfx = exported('rsa', '-passout', 'file:pass')
    expect(await refusal({ pfx })).toMatchInlineSnapshot(
      `"clientCertificates[0].passphrase: The file form.p12 has a passphrase, and the config gives none. Add \`passphrase\` to the entry."`,
    )
  })

  test('a key without its certificate is refused', async () => {
    const pfx = exported('rsa', '-passout', 'file:pass', '-nocerts')
    expect(await refusal({ pfx, passphrase })).toMatchInlineSnapshot(
      `"clientCertificates[0].pfx: The file form.p12 holds no certificate. Export the certificate together with its private key."`,
    )
  })

  test('a certificate without its key is refused', async () => {
    const pfx = exported('rsa', '-passout', 'file:pass', '-nokeys')
    expect(await refusal({ pfx, passphrase })).toMatchInlineSnapshot(
      `"clientCertificates[0].pfx: The file form.p12 holds no private key. Export the certificate together with its private key."`,
    )
  })

  test('lengths that are not given in advance, as old programs wrote them', async () => {
    const der = pfxWithKeys([forms().ec.key], forms().ec.chain)
    // The outer SEQUENCE has a header of four bytes: tag, 0x82 and two bytes of length.
    expect(der.subarray(0, 2).toString('hex')).toBe('3082')
    const indefinite = Buffer.concat([Buffer.from([0x30, 0x80]), der.subarray(4), Buffer.from([0, 0])])
    expect(await verified({ pfx: indefinite })).toBe('SUCCESS CN=ec')
  })

  test('of several keys the one that has a certificate is taken, and said', async () => {
    const { ec, rsa, ed25519 } = forms()
    forms().write('several.p12', pfxWithKeys([rsa.key, ec.key, ed25519.key], ec.chain))
    expect(await verified({ pfx: 'several.p12' })).toBe('SUCCESS CN=ec')
    const config = await loadConfig({
      root: forms().folder,
      config: { ca: 'root.pem', clientCertificates: [{ host: 'a', pfx: 'several.p12' }] },
      check: checkCredentials,
    })
    expect(config.warnings.map(({ path, message }) => `${path}: ${message}`)).toContain(
      'clientCertificates[0].pfx: The file several.p12 holds 3 keys; the one of CN=ec is used.',
    )
  })
})
