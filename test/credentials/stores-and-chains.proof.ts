import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { pathOf, requireProgram } from '../../fixtures/programs.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { CaEntry, ClientCertificateEntry } from '../../src/config/options.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { ConfigError } from '../../src/errors/config-error.ts'
import { type Form, useNginx } from './use-nginx.ts'

describe.skipIf(requireProgram('nginx', 'openssl'))('stores and chains as authorities and programs write them', () => {
  const { forms, verified, sentSubjects } = useNginx()

  /** What is said before the first request: path, message, remedy. */
  async function said(form: Form, ca: CaEntry[] = ['root.pem']): Promise<string[]> {
    const config = { ca, clientCertificates: [{ host: 'localhost', port: '*', ...form } as ClientCertificateEntry] }
    const outcome = await loadConfig({ root: forms().folder, config, check: checkCredentials }).catch((error) => error)
    const problems = outcome instanceof ConfigError ? outcome.problems : outcome.warnings
    return problems.map(({ path, message, remedy }: Record<string, string>) => `${path}: ${message} ${remedy}`)
  }

  const pem = { cert: 'ec.pem', key: 'ec.key' }

  describe('PKCS#7', () => {
    /** The whole chain, as an authority answers a request. */
    function pkcs7(name: string, ...args: string[]): string {
      return forms().openssl({ out: name }, 'crl2pkcs7', '-nocrl', '-certfile', 'ec.pem', ...args)
    }

    test.each<[string, () => void]>([
      ['PEM', () => pkcs7('form.p7b')],
      ['DER', () => pkcs7('form.p7b', '-outform', 'DER')],
      ['labelled CERTIFICATE, as AD CS does', () => relabelled('CERTIFICATE')],
      ['labelled CMS', () => relabelled('CMS')],
      ['labelled PKCS #7, with CRLF', () => relabelled('PKCS #7', '\r\n')],
      [
        'base64 without lines around it',
        () =>
          forms().write(
            'form.p7b',
            forms()
              .read(pkcs7('f', '-outform', 'DER'))
              .toString('base64'),
          ),
      ],
      ['with the root, and a revocation list of none', () => pkcs7('form.p7b', '-certfile', 'root.pem')],
    ])('%s', async (_, make) => {
      make()
      expect(await verified({ cert: 'form.p7b', key: 'ec.key' })).toBe('SUCCESS CN=ec')
    })

    test.each(['PKCS7', 'CERTIFICATE'])('of authorities, in `ca`, labelled %s', async (label) => {
      forms().openssl(
        { out: 'ca.p7b' },
        'crl2pkcs7',
        '-nocrl',
        '-certfile',
        'root.pem',
        '-certfile',
        'intermediate.pem',
      )
      forms().write('ca.p7b', forms().read('ca.p7b').toString().replaceAll('PKCS7', label))
      expect(await verified(pem, ['ca.p7b'])).toBe('SUCCESS CN=ec')
    })

    test('without a certificate, and damaged', async () => {
      forms().openssl({ out: 'none.p7b' }, 'crl2pkcs7', '-nocrl')
      expect(await said({ cert: 'none.p7b', key: 'ec.key' })).toMatchInlineSnapshot(`
        [
          "clientCertificates[0].cert: The file none.p7b is damaged: block 1 (line 1) is PKCS#7 without a certificate. Copy the file again.",
        ]
      `)
      forms().write(
        'cut.p7b',
        forms()
          .read(pkcs7('f', '-outform', 'DER'))
          .subarray(0, 900),
      )
      expect(await said({ cert: 'cut.p7b', key: 'ec.key' })).toMatchInlineSnapshot(`
        [
          "clientCertificates[0].cert: The file cut.p7b is DER, but no certificate. Give a certificate, PEM or DER.",
        ]
      `)
    })

    function relabelled(label: string, lineEnd = '\n'): void {
      const text = forms().read(pkcs7('f')).toString().replaceAll('PKCS7', label)
      forms().write('form.p7b', text.replaceAll('\n', lineEnd))
    }
  })

  describe.skipIf(requireProgram('keytool'))('truststores as `ca`', () => {
    function keytool(store: string, type: string, password: string, ...more: string[]): string {
      const args = ['-importcert', '-noprompt', '-alias', 'root', '-file', 'root.pem', '-keystore', store]
      const run = ['-storetype', type, '-storepass', password, ...more]
      execFileSync(pathOf('keytool'), [...args, ...run], { cwd: forms().folder, stdio: 'pipe' })
      return store
    }

    test.each<[string, string, string, string[]]>([
      ['PKCS#12', 'trust.p12', 'PKCS12', []],
      ['PKCS#12 as Java 8 wrote it', 'legacy.p12', 'PKCS12', ['-J-Dkeystore.pkcs12.legacy']],
      ['JKS', 'trust.jks', 'JKS', []],
      ['JCEKS', 'trust.jceks', 'JCEKS', []],
    ])('%s, with the passphrase that everybody has', async (_, store, type, more) => {
      expect(await verified(pem, [keytool(store, type, 'changeit', ...more)])).toBe('SUCCESS CN=ec')
    })

    test('PKCS#12 without a passphrase, by openssl', async () => {
      forms().openssl({ out: 'open.p12' }, 'pkcs12', '-export', '-nokeys', '-in', 'root.pem', '-passout', 'pass:')
      expect(await verified(pem, ['open.p12'])).toBe('SUCCESS CN=ec')
    })

    test('PKCS#12 with a passphrase of its own', async () => {
      keytool('own.p12', 'PKCS12', 'secret-store')
      expect(await said(pem, ['own.p12'])).toMatchInlineSnapshot(`
        [
          "ca[0]: The file own.p12 has a passphrase, and it is not 'changeit'. Give the passphrase: { file, passphrase }.",
        ]
      `)
      expect(await verified(pem, [{ file: 'own.p12', passphrase: 'secret-store' }])).toBe('SUCCESS CN=ec')
      expect(await said(pem, [{ file: 'own.p12', passphrase: 'another' }])).toMatchInlineSnapshot(`
        [
          "ca[0].file: The passphrase does not open the file own.p12. Correct \`passphrase\`.",
        ]
      `)
    })

    test('JKS: keytool is named, and what it makes of it is taken', async () => {
      keytool('named.jks', 'JKS', 'changeit')
      expect(await said(pem, ['named.jks'])).toMatchInlineSnapshot(`
        [
          "ca[0]: The file named.jks is a keystore in Java's own format; the authorities in it are trusted, and its password was not needed, so that its integrity is not checked. Convert it: 'keytool -importkeystore -srckeystore <file> -destkeystore <file>.p12 -deststoretype pkcs12'.",
        ]
      `)
      const args = [
        '-importkeystore',
        '-srckeystore',
        'named.jks',
        '-destkeystore',
        'named.p12',
        '-deststoretype',
        'pkcs12',
      ]
      const passwords = ['-srcstorepass', 'changeit', '-deststorepass', 'changeit']
      execFileSync(pathOf('keytool'), [...args, ...passwords], { cwd: forms().folder, stdio: 'pipe' })
      expect(await verified(pem, ['named.p12'])).toBe('SUCCESS CN=ec')
      expect(await said(pem, ['named.p12'])).toEqual([])
    })

    test('a keystore of Java that was cut off, and one with a key', async () => {
      forms().write(
        'cut.jks',
        forms()
          .read(keytool('whole.jks', 'JKS', 'changeit'))
          .subarray(0, 300),
      )
      expect(await said(pem, ['cut.jks'])).toMatchInlineSnapshot(`
        [
          "ca[0]: The file cut.jks is a keystore in Java's own format, and damaged. Write the authority to a file of its own: 'keytool -exportcert -rfc -alias <alias> -keystore <file>'.",
        ]
      `)
      forms().write('key.p12', forms().ec.pfx({ passphrase: 'changeit' }))
      expect(await said(pem, ['key.p12'])).toMatchInlineSnapshot(`
        [
          "ca[0]: The file key.p12 holds a private key, and \`ca\` takes authorities alone. Name it in \`pfx\` of a client certificate, or export the authorities: \`openssl pkcs12 -nokeys -cacerts\`.",
        ]
      `)
    })
  })

  describe('of several certificates with one name and key the valid one that lasts longest is sent', () => {
    beforeAll(() => {
      const { openssl, write, ec } = forms()
      write('root.key', forms().root.key)
      write('extensions', 'basicConstraints=critical,CA:TRUE\n')
      openssl({ out: 'middle.key' }, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout')
      const validity = { expired: [-900, -10], short: [-10, 40], long: [-10, 900], future: [40, 4000] }
      const periods = Object.entries(validity) as [string, [number, number]][]
      for (const [name, [from, to]] of periods)
        issue('middle', name, 'middle.key', '/CN=Renewed Issuing', 'root', from, to)
      write('middle.pem', forms().read('middle-long.pem').toString())
      write('ec.key', ec.key)
      for (const [name, [from, to]] of periods) issue('leaf', name, 'ec.key', '/CN=renewed', 'middle', from, to)
    })

    /** By `openssl ca`, which takes dates. */
    function issue(
      kind: string,
      name: string,
      key: string,
      subject: string,
      issuer: string,
      from: number,
      to: number,
    ): void {
      const { openssl, write, folder } = forms()
      const day = (days: number) =>
        `${new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`
      const extensions = kind === 'middle' ? 'basicConstraints=critical,CA:TRUE' : 'extendedKeyUsage=clientAuth'
      write('index.txt', '')
      write('serial', `${Math.floor(Math.random() * 1e9 + 1e9)}`)
      write(
        'ca.cnf',
        `[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=${folder}\ndatabase=index.txt\nserial=serial\ndefault_md=sha256\npolicy=p\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\n${extensions}\n`,
      )
      openssl({ out: 'r.csr' }, 'req', '-new', '-key', key, '-subj', subject)
      const args = [
        '-batch',
        '-notext',
        '-config',
        'ca.cnf',
        '-in',
        'r.csr',
        '-cert',
        `${issuer}.pem`,
        '-keyfile',
        `${issuer}.key`,
      ]
      openssl({ out: `${kind}-${name}.pem` }, 'ca', ...args, '-startdate', day(from), '-enddate', day(to))
    }

    const read = (...names: string[]) => names.map((name) => forms().read(`${name}.pem`).toString()).join('')
    const middles = ['middle-expired', 'middle-short', 'middle-long', 'middle-future']
    const leaves = ['leaf-expired', 'leaf-short', 'leaf-long', 'leaf-future']

    test.each([
      ['the old intermediate first', ['leaf-long', 'middle-expired', 'middle-long']],
      ['the old intermediate last', ['leaf-long', 'middle-long', 'middle-expired']],
      ['the one that is not yet valid first', ['leaf-long', 'middle-future', 'middle-long']],
      ['every intermediate', ['leaf-long', ...middles]],
      ['every intermediate, from the end', [...middles.toReversed(), 'leaf-long']],
      ['every leaf', [...leaves, 'middle-long']],
      ['every leaf and every intermediate', [...leaves.toReversed(), ...middles]],
    ])('%s, in PEM and in PKCS#12', async (_, names) => {
      forms().write('several.pem', read(...names))
      const pem = { cert: 'several.pem', key: 'ec.key' }
      expect(await verified(pem)).toBe('SUCCESS CN=renewed')
      expect(await sentSubjects(pem)).toEqual(['CN=renewed', 'CN=Renewed Issuing'])
      const args = ['-export', '-inkey', 'ec.key', '-in', 'several.pem', '-passout', 'pass:p']
      forms().openssl({ out: 'several.p12' }, 'pkcs12', ...args)
      expect(await verified({ pfx: 'several.p12', passphrase: 'p' })).toBe('SUCCESS CN=renewed')
    })

    test('the others are described rightly', async () => {
      forms().write('several.pem', read('leaf-long', ...middles, 'leaf-short') + forms().rsa.certificate)
      const dated = (await said({ cert: 'several.pem', key: 'ec.key' })).map((one) =>
        one.replaceAll(/\d{4}-\S+Z/g, '<date>'),
      )
      expect(dated).toMatchInlineSnapshot(`
        [
          "clientCertificates[0].cert: The file several.pem holds another certificate CN=renewed with the same key, which ends on <date>, sooner than the one that is sent; it is not sent. Remove it, or leave it: the one that is valid and lasts longest is sent.",
          "clientCertificates[0].cert: The file several.pem holds another certificate CN=Renewed Issuing with the same key, which ends on <date>, sooner than the one that is sent; it is not sent. Remove it, or leave it: the one that is valid and lasts longest is sent.",
          "clientCertificates[0].cert: The file several.pem holds another certificate CN=Renewed Issuing with the same key, which is not valid before <date>; it is not sent. Remove it, or leave it: the one that is valid and lasts longest is sent.",
          "clientCertificates[0].cert: The file several.pem holds another certificate CN=Renewed Issuing with the same key, which expired on <date>; it is not sent. Remove it, or leave it: the one that is valid and lasts longest is sent.",
          "clientCertificates[0].cert: The file several.pem holds certificates that are not of the client certificate's chain, and they are not sent: CN=rsa. Remove them, or move authorities of servers to \`ca\`.",
        ]
      `)
    })

    test('without any that is valid the last one that was is sent, and said to have expired', async () => {
      forms().write('expired.pem', read('leaf-long', 'middle-expired'))
      const dated = (await said({ cert: 'expired.pem', key: 'ec.key' })).map((one) =>
        one.replaceAll(/\d{4}-\S+Z/g, '<date>'),
      )
      expect(dated).toEqual(['clientCertificates[0]: The certificate CN=Renewed Issuing expired on <date>. Renew it.'])
    })
  })
})
