import type { Evidence } from '../../src/evidence/evidence.ts'
import type { EntryExplanation, Explanation } from '../../src/evidence/explanation.ts'
import { attachWireFacts } from '../../src/evidence/wire-facts.ts'
import type { Alert, Certificate, CertificateProblem, Handshake } from '../../src/tls/handshake.ts'

export const now = '2031-05-01T12:00:00.000Z'

/** A certificate with the facts that a case is about. */
export function certificate(facts: Partial<Certificate> = {}): Certificate {
  return {
    subject: 'CN=orders,O=Example',
    issuer: 'CN=Example CA,O=Example',
    serialNumber: '0A01',
    subjectAltNames: [],
    validFrom: '2031-01-01T00:00:00.000Z',
    validTo: '2032-01-01T00:00:00.000Z',
    fingerprint256: 'AA:BB:CC',
    publicKey: 'EC P-256',
    keyType: 'EC',
    keyBits: 256,
    keyUsage: ['digitalSignature'],
    extensions: {},
    signatureAlgorithm: 'ecdsa-with-SHA256',
    extendedKeyUsage: ['clientAuth'],
    isCA: false,
    pem: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
    ...facts,
  }
}

/** The server's certificate. */
export function serverCertificate(facts: Partial<Certificate> = {}): Certificate {
  return certificate({
    subject: 'CN=api.internal',
    subjectAltNames: ['DNS:api.internal'],
    extendedKeyUsage: ['serverAuth'],
    fingerprint256: 'DD:EE:FF',
    ...facts,
  })
}

export interface HandshakeFacts
  extends Partial<Omit<Handshake, 'clientCertificate' | 'verification' | 'serverCertificate'>> {
  status?: Handshake['clientCertificate']['status']
  during?: NonNullable<Handshake['clientCertificate']['during']>
  authorities?: string[]
  signatureAlgorithms?: string[]
  certificateTypes?: string[]
  chain?: Certificate[]
  /** Name of the config entry that was offered. */
  configured?: string
  server?: Certificate[]
  problems?: CertificateProblem[]
  verify?: boolean
  /** The server has sent application data since it asked; `undefined` has to be written. */
  seen?: boolean | undefined
  /** Whose side ended the connection; @default 'server' */
  endedBy?: 'client' | 'server' | undefined
  /** The first bytes of it. */
  beginning?: string
  /** The authorities in DER, hexadecimal. */
  listed?: string[]
  /** Length of our first message. */
  clientHello?: number
}

/** A handshake with the facts that a case is about: by default TLS 1.3, and the server did not ask. */
export function handshake(facts: HandshakeFacts = {}): Handshake {
  const { status = 'not-requested', during = 'handshake', authorities = [], certificateTypes, configured } = facts
  const {
    signatureAlgorithms = ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519'],
    problems = [],
    verify = true,
  } = facts
  const { server = [serverCertificate()], chain = status === 'sent' ? [certificate()] : [], ...rest } = facts
  for (const key of [
    'status',
    'during',
    'authorities',
    'signatureAlgorithms',
    'certificateTypes',
    'configured',
    'problems',
    'verify',
    'seen',
    'beginning',
    'endedBy',
    'clientHello',
    'listed',
  ])
    delete (rest as Record<string, unknown>)[key]
  const asked = status === 'sent' || status === 'empty'
  const {
    seen = 'seen' in facts ? undefined : facts.beginning !== undefined,
    beginning,
    clientHello,
    listed,
    endedBy = 'endedBy' in facts ? undefined : 'server',
  } = facts
  const made: Handshake = {
    host: 'api.internal',
    port: 8443,
    servername: 'api.internal',
    remoteAddress: '192.0.2.7',
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    group: 'x25519',
    alpn: 'http/1.1',
    resumed: status === 'resumed',
    clientCertificate: {
      status,
      ...(asked && {
        during,
        request: { authorities, signatureAlgorithms, ...(certificateTypes && { certificateTypes }) },
      }),
      chain,
      proven: status === 'sent',
      ...(configured !== undefined && {
        configured: {
          name: configured,
          source: `certs/${configured}.crt`,
          subject: `CN=${configured},O=Example`,
          fingerprint256: 'AA:BB:CC',
        },
      }),
    },
    serverCertificate: { chain: server },
    verification: { enabled: verify, trusted: problems.length === 0, problems },
    alerts: [],
    side: 'client',
    startedAt: now,
    durationMs: { tcp: 1, tls: 5 },
    capture: { complete: status !== 'unknown', ...(status === 'unknown' && { reason: 'the key log was missing' }) },
    ...rest,
  }
  attachWireFacts(made, () => ({
    seen,
    ...(endedBy && { endedBy }),
    ...(beginning !== undefined && { beginning: Buffer.from(beginning, 'latin1') }),
    ...(clientHello !== undefined && { clientHello }),
    ...(listed && { authorities: listed.map((name) => Buffer.from(name, 'hex')) }),
  }))
  return made
}

/** A fatal alert of the server. */
export function alert(code: number, description: string, from: Alert['from'] = 'server'): Alert {
  return { from, level: 'fatal', code, description }
}

/** The record of one call. */
export function evidence(of: Handshake | undefined, facts: Partial<Evidence> = {}): Evidence {
  const origin = of ? `${of.host}:${of.port}` : 'api.internal:8443'
  return { url: `https://${origin}/orders`, method: 'GET', handshakes: of ? [of] : [], ...facts }
}

/** What a call rejected with. */
export function failure(code: string, message = 'it failed', name = 'HandshakeError'): Pick<Evidence, 'error'> {
  return { error: { name, code, message } }
}

/** What the config offers: nothing, and why not these entries. */
export function explanation(
  others: Pick<EntryExplanation, 'host' | 'port' | 'reason'>[],
  summary = 'No client certificate: no entry is for api.internal:8443.',
): Explanation {
  return {
    url: 'https://api.internal:8443/orders',
    summary,
    others: others.map((entry, index) => ({
      path: `clientCertificates[${index}]`,
      name: 'orders',
      applies: false,
      ...entry,
    })),
    configFile: '/project/mtls.config.ts',
  }
}
