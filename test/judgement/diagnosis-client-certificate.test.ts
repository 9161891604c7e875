import { beforeAll, describe, expect, test } from 'vitest'
import { startOpensslServer } from '../../fixtures/openssl-server.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  type ServeOptions,
  serve,
} from '../../src/testing/index.ts'
import { judgementOf } from './judgement-of.ts'

let root: Authority
let issuing: Authority

beforeAll(async () => {
  root = await createAuthority({ subject: 'CN=Lab Root,O=Lab' })
  issuing = await root.issueIntermediate({ subject: 'CN=Lab Issuing,O=Lab' })
})

const entry = ({ key, chain }: IssuedCertificate, more: object = {}) => ({
  name: 'orders',
  host: 'localhost',
  port: '*' as const,
  cert: chain.join(''),
  key,
  ...more,
})

/** What a server says that wants a certificate of `root`. */
async function said(how: ServeOptions, options: MtlsOptions) {
  const server = await serve({ authority: root, clientCertificates: 'required', ...how }, () => new Response('fine'))
  const judgement = await judgementOf(server, { ca: root.ca, ...options })
  return { judgement, text: `${judgement.situation}: ${judgement.cause} ${judgement.remedy}` }
}

describe('what is wrong with our own certificate is said, however it is refused', () => {
  const weak = { ciphers: 'DEFAULT@SECLEVEL=0' }
  const faults: [string, () => Promise<IssuedCertificate>, RegExp, object?][] = [
    [
      'not yet valid',
      () => root.issueClientCertificate({ notYetValid: true }),
      /it is not valid before \S+ \(in (?:1 day|\d+ hours)\)/,
    ],
    ['expired', () => root.issueClientCertificate({ expired: true }), /it expired on \S+ \(1 day ago\)/],
    [
      'for servers only',
      () => root.issueClientCertificate({ extendedKeyUsage: ['serverAuth'] }),
      /it is for servers only: the extended key usage is serverAuth, without clientAuth/,
    ],
    [
      'too weak',
      () => root.issueClientCertificate({ keyType: 'RSA 1024' }),
      /it has a key that is too weak for most servers \(RSA 1024\)/,
      weak,
    ],
    [
      'signed with SHA-1',
      () => root.issueClientCertificate({ hash: 'SHA-1' }),
      /it is signed with SHA-1 \(ecdsa-with-SHA1\), which most servers refuse/,
      weak,
    ],
    [
      'with an intermediate that has expired',
      async () => (await root.issueIntermediate({ subject: 'CN=Old', expired: true })).issueClientCertificate(),
      /the certificate CN=Old of its chain expired on \S+ \(1 day ago\)/,
    ],
  ]
  const ways: [string, ServeOptions][] = [
    ['by a page', { refuse: 'http' }],
    ['by a bare close', { refuse: 'close' }],
    ['by an alert on TLS 1.2', { refuse: 'alert', maxVersion: 'TLSv1.2' }],
    ['by an alert on TLS 1.3', { refuse: 'alert', minVersion: 'TLSv1.3' }],
  ]
  describe.each(faults)('%s', (_, issue, words, options = {}) => {
    // Whatever the level of this OpenSSL: that of today's servers.
    const serverOptions = { ciphers: 'DEFAULT@SECLEVEL=2' }
    test.each(ways)('%s', async (_, how) => {
      const { judgement, text } = await said(
        { ...how, ...serverOptions },
        { ...options, clientCertificates: [entry(await issue())] },
      )
      expect(judgement).toMatchObject({
        party: 'server',
        subject: { kind: 'client-certificate', presented: 'sent' },
        certainty: 'proven',
      })
      expect(text).toMatch(words)
    })
  })
  test.each([400, 401, 403])('an application’s %i is no refusal, and the fault is said', async (status) => {
    const server = await serve(
      { authority: root, clientCertificates: 'optional', trusts: root },
      () => new Response('no', { status }),
    )
    const own = await root.issueClientCertificate({ validFor: '1 day', validFrom: new Date(Date.now() - 3_600_000) })
    const judgement = await judgementOf(server, { ca: root.ca, clientCertificates: [entry(own)] })
    expect(judgement).toMatchObject({ subject: { kind: 'http', status, presented: 'sent' }, means: 'answer' })
  })
})

describe.skipIf(requireProgram('openssl'))('by OpenSSL, which says which alert', () => {
  const asked = (lists: boolean, ...more: string[]) =>
    root.issueServerCertificate().then(({ cert: chain, key }) =>
      startOpensslServer({
        identity: { chain, key },
        ca: root.ca,
        clientCertificate: 'require',
        listsNothing: !lists,
        arguments: more,
      }),
    )
  const offered = (own: IssuedCertificate) => ({ ca: root.ca, clientCertificates: [entry(own)] })

  describe('a key of the right kind, but the wrong curve or scheme', () => {
    test.each([
      [
        'EC P-384',
        ['-client_sigalgs', 'ECDSA+SHA256'],
        /its key \(EC P-384\) makes signatures of ecdsa_secp384r1_sha384, and the server asks for ecdsa_secp256r1_sha256\./,
      ],
      [
        'EC P-256',
        ['-client_sigalgs', 'ECDSA+SHA384'],
        /its key \(EC P-256\) makes signatures of ecdsa_secp256r1_sha256, and the server asks for ecdsa_secp384r1_sha384\./,
      ],
      [
        'EC P-521',
        ['-client_sigalgs', 'ECDSA+SHA256:RSA-PSS+SHA256'],
        /its key \(EC P-521\) makes signatures of ecdsa_secp521r1_sha512, and the server asks for /,
      ],
      [
        'EC P-256',
        ['-client_sigalgs', 'RSA-PSS+SHA256', '-tls1_3'],
        /its key \(EC P-256\) makes signatures of ecdsa_secp256r1_sha256, and the server asks for rsa_pss_rsae_sha256\./,
      ],
      [
        'Ed25519',
        ['-client_sigalgs', 'ECDSA+SHA256', '-tls1_2'],
        /its key \(Ed25519\) makes signatures of ed25519, and the server asks for ecdsa_secp256r1_sha256\./,
      ],
    ] as const)('%s, %s', async (keyType, more, words) => {
      const own = await root.issueClientCertificate({ keyType })
      const judgement = await judgementOf(await asked(true, ...more), offered(own))
      expect(judgement).toMatchObject({ situation: 'no-scheme-in-common', party: 'server', certainty: 'proven' })
      expect(judgement.cause).toMatch(words)
    })
    test.each(['EC P-521', 'EC P-384'] as const)('%s, which is on no curve of the server', async (keyType) => {
      const own = await root.issueClientCertificate({ keyType })
      const judgement = await judgementOf(await asked(true, '-tls1_2', '-groups', 'P-256'), offered(own))
      expect(judgement).toMatchObject({
        situation: 'client-key-on-another-curve',
        alert: { code: 47 },
        certainty: 'proven',
      })
      expect(judgement.cause).toContain(
        `the likely reason: its key is on the curve ${keyType.slice(3)}, and a server takes`,
      )
    })
  })

  test.each([
    ['an intermediate', () => issuing],
    ['another', () => root.issueIntermediate({ subject: 'CN=Team CA' })],
    ['an intermediate of an intermediate', () => issuing.issueIntermediate({ subject: 'CN=Lower' })],
  ] as [string, () => Authority | Promise<Authority>][])(
    'the leaf of %s alone, at a server that lists no authorities: append the intermediate',
    async (_, issuer) => {
      const own = await (await issuer()).issueClientCertificate()
      const offered = { ...entry(own), cert: own.chain[0]! }
      const judgement = await judgementOf(await asked(false), { ca: root.ca, clientCertificates: [offered] })
      expect(judgement).toMatchObject({ situation: 'client-intermediate-not-sent', alert: { code: 48 } })
      const listing = await judgementOf(await asked(true), { ca: root.ca, clientCertificates: [offered] })
      expect(listing.remedy).toMatch(/append (?:its|the) certificate/i)
      expect(judgement.remedy).toMatch(/append (?:its|the) certificate/i)
    },
  )
})

describe('names that are equal in print, but not in their bytes', () => {
  const written = (type: 'printableString' | 'utf8String') => ({ CN: { [type]: 'Lab Root' } })
  test.each([
    ['PrintableString at ours', 'printableString', 'utf8String', 'alert'],
    ['UTF8String at ours', 'utf8String', 'printableString', 'alert'],
    ['without a word', 'printableString', 'utf8String', 'close'],
  ] as const)('%s', async (_, ours, theirs, refuse) => {
    const mine = await createAuthority({ subject: written(ours) })
    const trusted = await createAuthority({ subject: written(theirs) })
    const { judgement, text } = await said(
      { refuse, trusts: trusted, minVersion: 'TLSv1.3' },
      { clientCertificates: [entry(await mine.issueClientCertificate())] },
    )
    expect(judgement).toMatchObject({ situation: 'client-issuer-listed-in-print-only', certainty: 'proven' })
    expect(text).toContain('the likely reason: the name of its issuer CN=Lab Root is encoded in another way')
  })
})

describe('the CA of the same name with another key', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('on %s', async (version) => {
    const remade = await createAuthority({ subject: 'CN=Lab Root,O=Lab' })
    const { judgement } = await said(
      { trusts: remade, minVersion: version, maxVersion: version },
      { clientCertificates: [entry(await root.issueClientCertificate())] },
    )
    expect(judgement).toMatchObject({ situation: 'client-issuer-of-the-same-name', alert: { from: 'server' } })
    expect(judgement.cause).toContain('its CA of that name has another key')
  })
  test('its intermediate sent, too', async () => {
    const remade = await createAuthority({ subject: 'CN=Lab Root,O=Lab' })
    const own = entry(await issuing.issueClientCertificate())
    const { judgement } = await said({ trusts: remade }, { clientCertificates: [own] })
    expect(judgement.situation).toBe('client-issuer-of-the-same-name')
  })
})

describe('an entry that is for elsewhere is named', () => {
  test.each([
    [
      'another host',
      { host: 'api.internal' },
      /the only configured client certificate, clientCertificates\[0\] \("orders"\), is for api\.internal, any port/,
    ],
    ['another port', { port: 443 }, /clientCertificates\[0\] \("orders"\) does not apply \(port 443/],
    ['the sub-domains', { host: '*.localhost' }, /clientCertificates\[0\] \("orders"\) does not apply/],
    [
      'a host that is written nearly so',
      { host: 'localhots' },
      /clientCertificates\[0\] \("orders"\) does not apply .* Correct the host in clientCertificates\[0\] \("orders"\) from localhots to localhost/,
    ],
  ] as const)('%s', async (_, target, words) => {
    const own = entry(await root.issueClientCertificate(), target)
    expect((await said({ refuse: 'http' }, { clientCertificates: [own] })).text).toMatch(words)
    expect((await said({ refuse: 'close' }, { clientCertificates: [own] })).text).toMatch(words)
  })
  test.each(['ci', 'staging'])('the profile %s', async (name) => {
    const clientCertificates = [entry(await root.issueClientCertificate())]
    const { text } = await said({}, { profiles: { [name]: { clientCertificates } } })
    expect(text).toContain(
      `the profile '${name}' of the config has one for localhost, and that profile was not chosen. Choose it: MTLS_PROFILE=${name}`,
    )
  })
})
