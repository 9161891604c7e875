import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readOpensslView, startOpensslServer } from '../../fixtures/openssl-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import type { RunningProgram } from '../../fixtures/running-program.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { ConfigError } from '../../src/errors/config-error.ts'
import { createClient } from '../../src/request/client.ts'
import { createForms, type Forms } from './forms.ts'

const lowered = 'DEFAULT@SECLEVEL=0'
let forms: Forms
let strict: RunningProgram
let lenient: RunningProgram
let before: string

describe.skipIf(requireProgram('openssl'))('certificates that servers do not like, shown to openssl s_server', () => {
  beforeAll(async () => {
    forms = await createForms()
    forms.write('root.key', forms.root.key)
    before = process.cwd()
    process.chdir(forms.folder)
    const server = { identity: await forms.root.issueServer(), ca: forms.root.certificate }
    strict = await startOpensslServer({ ...server, clientCertificate: 'require' })
    lenient = await startOpensslServer({ ...server, clientCertificate: 'require', arguments: ['-cipher', lowered] })
  })

  afterAll(async () => {
    process.chdir(before)
    await strict?.close()
    await lenient?.close()
    forms?.remove()
  })

  /** A certificate from the root, in `<name>.pem` with `<name>.key`. */
  function issue(
    name: string,
    key: string[],
    { sign = [], subject = `/CN=${name}`, extensions = '' }: Issue = {},
  ): void {
    forms.openssl({ out: `${name}.key` }, ...key)
    forms.openssl({ out: `${name}.csr` }, 'req', '-new', '-key', `${name}.key`, '-subj', subject)
    forms.write('extensions', `extendedKeyUsage=clientAuth\n${extensions}`)
    const request = ['-req', '-in', `${name}.csr`, '-extfile', 'extensions', '-days', '400']
    const issuer = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial']
    forms.openssl({ out: `${name}.pem` }, 'x509', ...request, ...issuer, ...sign)
  }

  interface Issue {
    sign?: string[]
    subject?: string
    extensions?: string
  }

  const entry = (name: string) => ({ host: 'localhost', port: '*', cert: `${name}.pem`, key: `${name}.key` })

  /** What is said before the first request, of the level that OpenSSL refuses it at too. */
  async function said(name: string, more: MtlsOptions = {}): Promise<string[]> {
    const config = { ca: 'root.pem', clientCertificates: [entry(name)], ...more }
    const outcome = await loadConfig({ root: forms.folder, config, check: checkCredentials }).catch((error) => error)
    const problems = outcome instanceof ConfigError ? outcome.problems : outcome.warnings
    return problems.map(({ message, remedy }: { message: string; remedy: string }) => `${message} ${remedy}`)
  }

  /** The subject that the server has verified, or the code of the refusal. */
  async function shown(name: string, to: RunningProgram, more: MtlsOptions = {}): Promise<string | undefined> {
    const client = createClient({ ca: 'root.pem', clientCertificates: [entry(name)], ...more })
    try {
      const response = await client.request(`https://localhost:${to.port}/`)
      return readOpensslView(await response.text()).subject?.replaceAll(' = ', '=') ?? 'accepted without a subject'
    } catch (error) {
      return `refused: ${(error as Error).name}`
    } finally {
      await client.close()
    }
  }

  const ec = (curve = 'prime256v1') => ['ecparam', '-name', curve, '-genkey', '-noout']

  const rsa = (bits: number) => ['genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`]

  describe('too weak', () => {
    test.each([
      ['ec-sha1', ec(), ['-sha1'], 'is signed with SHA-1'],
      ['rsa-sha1', rsa(2048), ['-sha1'], 'is signed with SHA-1'],
      ['ec384-sha1', ec('secp384r1'), ['-sha1'], 'is signed with SHA-1'],
      ['rsa-md5', rsa(2048), ['-md5'], 'is signed with MD5'],
      ['rsa-1024', rsa(1024), [], 'is RSA 1024'],
      ['rsa-1024-sha1', rsa(1024), ['-sha1'], 'is RSA 1024'],
      ['rsa-1536', rsa(1536), [], 'is RSA 1536'],
    ])('%s', async (name, key, sign, what) => {
      issue(name, key, { sign })
      const [first = '', ...rest] = await said(name)
      expect(first).toContain(`${name} ${what}`)
      expect(first).toContain(`; for a test server that takes it, write \`ciphers: '${lowered}'\`, at both ends.`)
      expect(rest).toEqual([])
      expect(await shown(name, strict)).toMatch(/^refused: (ConfigError|HandshakeError)$/)
      // The remedies: one that lowers the level, and one that reissues.
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
        expect(await shown(name, lenient, { ciphers: lowered, maxVersion })).toBe(`CN=${name}`)
      }
      expect(await said(name, { ciphers: lowered })).toEqual([])
      issue(name, ec())
      expect(await said(name)).toEqual([])
      expect(await shown(name, strict)).toBe(`CN=${name}`)
    })

    test('an intermediate that is signed with SHA-1 is named', async () => {
      issue('middle', ec(), { sign: ['-sha1'], extensions: 'basicConstraints=critical,CA:TRUE' })
      forms.openssl({ out: 'below.csr' }, 'req', '-new', '-key', 'ec.key', '-subj', '/CN=below')
      const issuer = ['-CA', 'middle.pem', '-CAkey', 'middle.key', '-CAcreateserial', '-days', '400']
      forms.openssl({ out: 'below.pem' }, 'x509', '-req', '-in', 'below.csr', ...issuer)
      forms.write('chain.pem', forms.read('below.pem').toString() + forms.read('middle.pem').toString())
      forms.write('chain.key', forms.ec.key)
      expect((await said('chain'))[0]).toContain('CN=middle is signed with SHA-1')
      expect(await shown('chain', lenient, { ciphers: lowered })).toBe('CN=below')
    })
  })

  describe('curves', () => {
    test.each(['brainpoolP256r1', 'brainpoolP384r1', 'secp224r1', 'secp256k1', 'prime192v1', 'secp521r1'])(
      '%s',
      async (curve) => {
        issue(curve, ec(curve))
        const warnings = await said(curve)
        if (curve === 'secp521r1') {
          expect(warnings).toEqual([])
          expect(await shown(curve, strict)).toBe(`CN=${curve}`)
          return
        }
        expect(warnings).toHaveLength(1)
        expect(warnings[0]).toContain(`CN=${curve} is on the curve ${curve}: TLS 1.3 `)
        for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
          expect(await shown(curve, strict, { maxVersion })).toBe('refused: HandshakeError')
        }
        issue(curve, ec())
        expect(await said(curve)).toEqual([])
        expect(await shown(curve, strict)).toBe(`CN=${curve}`)
      },
    )

    test('in words', async () => {
      issue('p224', ec('secp224r1'))
      issue('brainpool', ec('brainpoolP256r1'))
      expect(await said('p224')).toMatchInlineSnapshot(`
        [
          "The key of the certificate CN=p224 is on the curve secp224r1: TLS 1.3 cannot use it, and TLS 1.2 only where both ends offer the curve, which OpenSSL does not by itself. Have it reissued with a key on P-256 (\`openssl ecparam -genkey -name prime256v1\`).",
        ]
      `)
      const [brainpool = ''] = await said('brainpool')
      expect(brainpool.replace(process.versions.openssl, '<version>')).toMatchInlineSnapshot(
        `"The key of the certificate CN=brainpool is on the curve brainpoolP256r1: TLS 1.3 can use it only where both ends have OpenSSL 3.2 or later (this Node has <version>), and TLS 1.2 only where both ends offer the curve, which OpenSSL does not by itself. Have it reissued with a key on P-256 (\`openssl ecparam -genkey -name prime256v1\`)."`,
      )
    })
  })

  describe('explicit parameters', () => {
    test.each(['prime256v1', 'secp384r1', 'secp521r1', 'secp224r1', 'brainpoolP256r1'])('of %s', async (curve) => {
      const name = `explicit-${curve}`
      issue(name, [...ec(curve), '-param_enc', 'explicit'])
      const warnings = await said(name)
      expect(warnings.at(-1)).toContain(`CN=${name} has explicit EC parameters in the place of a curve's name`)
      expect(await shown(name, strict)).toBe('refused: HandshakeError')
      issue(name, [...ec('prime256v1'), '-param_enc', 'named_curve'])
      expect(await said(name)).toEqual([])
      expect(await shown(name, strict)).toBe(`CN=${name}`)
    })

    test('in words', async () => {
      issue('explicit', [...ec(), '-param_enc', 'explicit'])
      expect(await said('explicit')).toMatchInlineSnapshot(`
        [
          "The key of the certificate CN=explicit has explicit EC parameters in the place of a curve's name, which servers with OpenSSL 3 refuse. Make the key with a named curve (\`openssl ecparam -genkey -name prime256v1 -param_enc named_curve\`), and have the certificate reissued.",
        ]
      `)
    })
  })

  describe('an empty subject', () => {
    test.each([
      ['DNS:orders.internal', 'without a subject (DNS:orders.internal)'],
      ['URI:spiffe://lab/orders', 'without a subject (URI:spiffe://lab/orders)'],
      ['email:orders@lab.example', 'without a subject (email:orders@lab.example)'],
      ['IP:127.0.0.1', 'without a subject (IP:127.0.0.1)'],
      ['', 'without a subject (serial number '],
    ])('%s', async (altName, words) => {
      const extensions = altName === '' ? '' : `subjectAltName=critical,${altName}`
      issue('nameless', ec(), { subject: '/', extensions })
      expect(await said('nameless')).toEqual([])
      expect(await shown('nameless', strict)).toBe('accepted without a subject')
      issue('nameless', ec(), { subject: '/', extensions, sign: ['-sha1'] })
      expect((await said('nameless'))[0]).toContain(`The certificate ${words}`)
    })
  })
})
