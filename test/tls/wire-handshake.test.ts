import { X509Certificate } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { issueCertificate } from '../../fixtures/issue-certificate.ts'
import { createKeyPair } from '../../fixtures/key-pair.ts'
import { type MtlsServerOptions, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { certificateRequested } from '../../src/tls/certificate-requested.ts'
import { cipherNames } from '../../src/tls/registry/cipher-suites.ts'
import { readWireHandshake } from './read-wire-handshake.ts'
import { type RecordedConnectionOptions, recordConnection } from './recorded-connection.ts'
import { renegotiating } from './recorded-scenarios.ts'

let authority: Authority
let other: Authority
let server: Identity
let ecServer: Identity
const clients = {} as Record<'rsa' | 'ec' | 'ed25519', Identity>

beforeAll(async () => {
  authority = await createAuthority()
  other = await createAuthority({ name: 'Other CA' })
  server = await authority.issueServer()
  ecServer = await authority.issueClient({ subject: 'CN=localhost', extendedKeyUsage: [] })
  for (const keyType of ['rsa', 'ec', 'ed25519'] as const) {
    clients[keyType] = await authority.issueClient({ subject: `CN=${keyType},O=Example`, keyType })
  }
})

type ServerOptions = Partial<MtlsServerOptions>
type ClientOptions = Omit<RecordedConnectionOptions, 'port'>

async function handshakeWith(options: ServerOptions, client: ClientOptions = {}) {
  const { certificate: ca } = authority
  await using listening = await startMtlsServer({ identity: server, ca, clientCertificate: 'none', ...options })
  const connection = await recordConnection({ port: listening.port, ca, servername: 'localhost', ...client })
  return { ...connection, handshake: readWireHandshake(connection.recording), seen: listening.seen }
}

/** Key and chain, as the client's options have them. */
function identity({ chain: cert, key }: Identity): ClientOptions {
  return { cert, key }
}

/** More than 40 KB of names, which takes several records. */
const manySubjects = Array.from(
  { length: 48 },
  (_, number) => `CN=Authority ${number} ${'x'.repeat(50)},OU=${'y'.repeat(600)},O=Example`,
)

let many: Promise<string[]> | undefined

/** Of one key: the names are what counts. */
function manyAuthorities(): Promise<string[]> {
  many ??= createKeyPair('ec').then(({ publicKey, privateKey: key }) =>
    Promise.all(manySubjects.map((subject) => issueCertificate({ subject, publicKey }, { key }))),
  )
  return many
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('over %s', (version) => {
  const versions = { minVersion: version, maxVersion: version }

  it.each(['rsa', 'ec', 'ed25519'] as const)(
    'tells that a client certificate with a key of type %s was sent',
    async (type) => {
      const { handshake, seen, recording, atSecureConnect } = await handshakeWith(
        { ...versions, clientCertificate: 'require' },
        identity(clients[type]),
      )
      expect(handshake.capture).toEqual({ complete: true })
      expect(handshake.clientCertificate).toMatchObject({ status: 'sent', during: 'handshake', proven: true })
      expect(handshake.clientCertificate.chain[0]?.fingerprint256).toBe(seen[0]?.fingerprint256)
      expect(handshake.clientCertificate.chain[0]?.subject).toBe(`CN=${type},O=Example`)
      expect(handshake.serverCertificate.chain[0]?.pem).toBe(new X509Certificate(server.certificate).toString())
      expect(handshake).toMatchObject({
        protocol: version,
        cipher: seen[0]?.cipher,
        // OpenSSL prefers the hybrid group from 3.5 on, in TLS 1.3.
        group: expect.stringMatching(version === 'TLSv1.3' ? /^(x25519|X25519MLKEM768)$/ : /^x25519$/),
        servername: 'localhost',
        resumed: false,
      })
      expect(certificateRequested(atSecureConnect!)).toBe(true)
      expect(certificateRequested(recording)).toBe(true)
    },
  )

  it('tells that the server did not ask, whatever is configured', async () => {
    const { handshake, atSecureConnect } = await handshakeWith(versions, identity(clients.rsa))
    expect(handshake.clientCertificate).toEqual({ status: 'not-requested', chain: [], proven: false })
    expect(handshake.capture).toEqual({ complete: true })
    expect(certificateRequested(atSecureConnect!)).toBe(false)
  })

  it('tells what the server asked for when the client has nothing', async () => {
    const { handshake, seen } = await handshakeWith({ ...versions, clientCertificate: 'optional' })
    expect(handshake.clientCertificate).toMatchObject({
      status: 'empty',
      during: 'handshake',
      request: { authorities: [new X509Certificate(authority.certificate).subject.split('\n').reverse().join(',')] },
      chain: [],
      proven: false,
    })
    expect(handshake.clientCertificate.request?.signatureAlgorithms).toContain('rsa_pss_rsae_sha256')
    expect(handshake.clientCertificate.request?.certificateTypes).toEqual(
      version === 'TLSv1.2' ? ['rsa_sign', 'dss_sign', 'ecdsa_sign'] : undefined,
    )
    expect(seen[0]?.fingerprint256).toBeUndefined()
  })

  it('tells that nothing was sent when the key is of a type that the server cannot use', async () => {
    const tls: TlsOptions = { sigalgs: 'rsa_pss_rsae_sha256:RSA+SHA256' } as TlsOptions
    const { handshake } = await handshakeWith({ ...versions, clientCertificate: 'optional', tls }, identity(clients.ec))
    expect(handshake.clientCertificate).toMatchObject({ status: 'empty', proven: false, chain: [] })
  })

  it('has the alert of a server that refuses', async () => {
    const { handshake } = await handshakeWith({ ...versions, clientCertificate: 'require' })
    expect(handshake.clientCertificate.status).toBe('empty')
    const [code, description] = version === 'TLSv1.3' ? [116, 'certificate_required'] : [40, 'handshake_failure']
    expect(handshake.alerts).toContainEqual({ from: 'server', level: 'fatal', code, description })
    expect(handshake.capture).toEqual({ complete: true })
  })

  it('tells what went out when the client refuses the server', async () => {
    const { handshake, error } = await handshakeWith(
      { ...versions, clientCertificate: 'require' },
      { ...identity(clients.rsa), ca: other.certificate },
    )
    expect(error?.code).toBe('SELF_SIGNED_CERT_IN_CHAIN')
    expect(handshake.serverCertificate.chain[0]?.fingerprint256).toBe(
      new X509Certificate(server.certificate).fingerprint256,
    )
    // in TLS 1.2 the client's certificate has gone out before the client looks at the server's
    const status = version === 'TLSv1.2' ? 'sent' : 'unknown'
    expect(handshake.clientCertificate).toMatchObject({ status, during: 'handshake', request: expect.anything() })
    expect(handshake.capture).toEqual(
      version === 'TLSv1.2'
        ? { complete: true }
        : {
            complete: false,
            reason: expect.stringMatching(
              /^the server asked for a client certificate, and .* before the client answered$/,
            ),
          },
    )
  })

  it('tells that the session was resumed', async () => {
    const { certificate: ca } = authority
    await using listening = await startMtlsServer({ identity: server, ca, clientCertificate: 'require', ...versions })
    const options = { port: listening.port, ca, servername: 'localhost', ...identity(clients.rsa) }
    const first = await recordConnection(options)
    const second = await recordConnection({ ...options, session: first.session! })
    expect(readWireHandshake(first.recording)).toMatchObject({ resumed: false, clientCertificate: { status: 'sent' } })
    const resumed = readWireHandshake(second.recording)
    expect(resumed).toMatchObject({ resumed: true, protocol: version, capture: { complete: true } })
    expect(resumed.clientCertificate).toEqual({ status: 'resumed', chain: [], proven: false })
    expect(certificateRequested(second.atSecureConnect!)).toBe(false)
  })

  it('does not take an external pre-shared key for a resumed session', async () => {
    const psk = Buffer.alloc(32, 7)
    const suites = version === 'TLSv1.2' ? 'PSK-AES128-GCM-SHA256' : 'TLS_AES_128_GCM_SHA256'
    const { handshake } = await handshakeWith(
      { ...versions, tls: { ciphers: suites, pskCallback: () => psk } },
      { ciphers: suites, pskCallback: () => ({ psk, identity: 'orders' }), checkServerIdentity: () => undefined },
    )
    expect(handshake).toMatchObject({ resumed: false, capture: { complete: true } })
    expect(handshake.clientCertificate.status).toBe('not-requested')
    expect(handshake.serverCertificate.chain).toEqual([])
  })

  it('reads a request that takes several records for the names of its authorities', async () => {
    const ca = [authority.certificate, ...(await manyAuthorities())]
    const { handshake } = await handshakeWith({ ...versions, clientCertificate: 'optional', ca }, identity(clients.ec))
    expect(handshake.clientCertificate).toMatchObject({ status: 'sent', proven: true })
    expect(handshake.clientCertificate.request?.authorities.slice(1).sort()).toEqual(manySubjects.toSorted())
    expect(handshake.capture).toEqual({ complete: true })
  })

  it('has the application protocol', async () => {
    const { handshake } = await handshakeWith(
      { ...versions, http2: true },
      { ALPNProtocols: ['h2', 'http/1.1'], say: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', until: () => true },
    )
    expect(handshake.alpn).toBe('h2')
  })

  it('has the group that was agreed on', async () => {
    const groups = await Promise.all(
      ['P-256', 'P-384', 'P-521', 'X448'].map(async (ecdhCurve) => {
        const { handshake } = await handshakeWith(
          { ...versions, clientCertificate: 'optional', tls: { ecdhCurve } },
          { ecdhCurve: 'X25519:P-256:P-384:P-521:X448', ...identity(clients.rsa) },
        )
        expect(handshake).toMatchObject({ clientCertificate: { status: 'sent' }, capture: { complete: true } })
        return handshake.group
      }),
    )
    expect(groups).toEqual(['secp256r1', 'secp384r1', 'secp521r1', 'x448'])
  })
})

describe('a renegotiation', () => {
  const tls12 = { maxVersion: 'TLSv1.2' } as const

  it('tells what was sent in it', async () => {
    const { handshake, answer } = await handshakeWith({ ...tls12, ...renegotiating }, identity(clients.rsa))
    expect(answer).toContain('done')
    expect(handshake.clientCertificate).toMatchObject({ status: 'sent', during: 'renegotiation', proven: true })
    expect(handshake.clientCertificate.chain[0]?.subject).toBe('CN=rsa,O=Example')
    expect(handshake.capture).toEqual({ complete: true })
  })

  it('tells that nothing was sent in it', async () => {
    const { handshake } = await handshakeWith({ ...tls12, ...renegotiating })
    expect(handshake.clientCertificate).toMatchObject({ status: 'empty', during: 'renegotiation', chain: [] })
  })

  it('says what it could not read without the secrets', async () => {
    const { recording } = await handshakeWith({ ...tls12, ...renegotiating }, identity(clients.rsa))
    const handshake = readWireHandshake({ ...recording, keyLog: recording.keyLog.slice(0, 1) })
    // its messages are under the first secret, their end under the second
    expect(handshake.clientCertificate.status).toBe('sent')
    expect(handshake.capture).toEqual({ complete: false, reason: expect.stringContaining('expected CLIENT_RANDOM') })
    const withoutAny = readWireHandshake({ ...recording, keyLog: [] })
    expect(withoutAny.clientCertificate.status).toBe('unknown')
  })
})

describe('every cipher suite that Node offers', () => {
  const rsa = ['AES128-SHA', 'AES256-SHA', 'AES128-SHA256', 'AES256-SHA256', 'AES128-GCM-SHA256', 'AES256-GCM-SHA384']
  const ecdheRsa = rsa.flatMap((name) => [`ECDHE-RSA-${name.replace('AES256-SHA256', 'AES256-SHA384')}`])
  const dhe = ['DHE-RSA-AES128-SHA256', 'DHE-RSA-AES128-GCM-SHA256', 'DHE-RSA-CHACHA20-POLY1305', 'DHE-RSA-AES256-CCM8']
  const ecdsa = [
    'ECDHE-ECDSA-AES128-CCM',
    'ECDHE-ECDSA-AES256-CCM8',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES256-SHA',
  ]
  const others = ['AES128-CCM', 'AES256-CCM8', 'ECDHE-RSA-CHACHA20-POLY1305', 'ARIA128-GCM-SHA256', 'CAMELLIA128-SHA']
  const tls12 = [...rsa, ...ecdheRsa, ...dhe, ...ecdsa, ...others]
  const tls13 = [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_CCM_SHA256',
    'TLS_AES_128_CCM_8_SHA256',
  ]

  it.each([...tls12, ...tls13])('reads %s', async (suite) => {
    const weak = { ciphers: `${suite}:AES128-SHA:@SECLEVEL=0` }
    const tls = { ...weak, ...(suite.includes('DHE-RSA') && { dhparam: 'auto' }) } as TlsOptions
    const maxVersion = suite.startsWith('TLS_') ? 'TLSv1.3' : 'TLSv1.2'
    const { handshake, seen, error } = await handshakeWith(
      { identity: suite.includes('ECDSA') ? ecServer : server, clientCertificate: 'require', maxVersion, tls },
      { ...weak, ...identity(clients.rsa), checkServerIdentity: () => undefined },
    )
    expect(error).toBeUndefined()
    expect(handshake).toMatchObject({
      cipher: cipherNames(suite)?.iana,
      clientCertificate: { status: 'sent', proven: true },
      capture: { complete: true },
    })
    expect(handshake.cipher).toBe(seen[0]?.cipher)
    expect(handshake.alerts.every(({ description }) => description === 'close_notify')).toBe(true)
  })

  it.each([
    ['TLSv1', 'AES128-SHA'],
    ['TLSv1.1', 'ECDHE-RSA-AES256-SHA'],
  ] as const)('reads %s', async (version, suite) => {
    const old = { minVersion: version, maxVersion: version, ciphers: `${suite}:@SECLEVEL=0` }
    const { handshake, error } = await handshakeWith(
      { clientCertificate: 'require', minVersion: version, maxVersion: version, tls: { ciphers: old.ciphers } },
      { ...old, ...identity(clients.rsa) },
    )
    expect(error).toBeUndefined()
    expect(handshake).toMatchObject({ protocol: version, capture: { complete: true } })
    expect(handshake.clientCertificate).toMatchObject({
      status: 'sent',
      proven: true,
      request: { signatureAlgorithms: [], certificateTypes: ['rsa_sign', 'dss_sign', 'ecdsa_sign'] },
    })
  })
})
