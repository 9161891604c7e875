import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { type MtlsServerOptions, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { certificateRequested } from '../../src/tls/certificate-requested.ts'
import { readWireHandshake } from '../../src/tls/wire-handshake.ts'
import { type RecordedConnectionOptions, recordConnection } from './recorded-connection.ts'

let authority: Authority
let server: Identity
const clients = {} as Record<'rsa' | 'ec' | 'ed25519', Identity>

beforeAll(async () => {
  authority = await createAuthority()
  server = await authority.issueServer()
  for (const keyType of ['rsa', 'ec', 'ed25519'] as const) {
    clients[keyType] = await authority.issueClient({ subject: `CN=${keyType},O=Example`, keyType })
  }
})

async function handshakeWith(
  options: Partial<MtlsServerOptions>,
  client: Omit<RecordedConnectionOptions, 'port'> = {},
) {
  const { certificate: ca } = authority
  await using listening = await startMtlsServer({ identity: server, ca, clientCertificate: 'none', ...options })
  const connection = await recordConnection({ port: listening.port, ca, servername: 'localhost', ...client })
  return { ...connection, handshake: readWireHandshake(connection.recording), seen: listening.seen }
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('over %s', (version) => {
  const versions = { minVersion: version, maxVersion: version }

  it.each(['rsa', 'ec', 'ed25519'] as const)(
    'tells that a client certificate with a key of type %s was sent',
    async (type) => {
      const { key, chain: cert } = clients[type]
      const { handshake, seen, recording, atSecureConnect } = await handshakeWith(
        { ...versions, clientCertificate: 'require' },
        { key, cert },
      )
      expect(handshake.capture).toEqual({ complete: true })
      expect(handshake.clientCertificate).toMatchObject({ status: 'sent', during: 'handshake', proven: true })
      expect(handshake.clientCertificate.chain[0]?.fingerprint256).toBe(seen[0]?.fingerprint256)
      expect(handshake.clientCertificate.chain[0]?.subject).toBe(`CN=${type},O=Example`)
      expect(handshake.serverCertificate.chain[0]?.pem.trim()).toBe(
        new X509Certificate(server.certificate).toString().trim(),
      )
      expect(handshake).toMatchObject({
        protocol: version,
        cipher: seen[0]?.cipher,
        servername: 'localhost',
        resumed: false,
      })
      expect(certificateRequested(atSecureConnect!)).toBe(true)
      expect(certificateRequested(recording)).toBe(true)
    },
  )
})
