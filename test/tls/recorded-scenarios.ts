import { constants } from 'node:crypto'
import type { TLSSocket, TlsOptions } from 'node:tls'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import {
  clientAuthenticationKeyLog,
  clientAuthenticationRecords,
} from '../../fixtures/captures/rfc8448-client-authentication.ts'
import { type MtlsServerOptions, startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { ClientCertificateStatus, Peer } from '../../src/tls/handshake.ts'
import { type RecordedConnectionOptions, recordConnection } from './recorded-connection.ts'

/** A connection's bytes in the order in which they passed, and what is true of it. */
export interface Scenario {
  name: string
  chunks: { from: Peer; bytes: Uint8Array }[]
  keyLog: readonly string[]
  status: ClientCertificateStatus
}

/** Real connections of every kind that matters for the status of the client certificate. */
export async function recordScenarios(): Promise<Scenario[]> {
  const authority = await createAuthority()
  const place = await scenarioPlace(authority)
  const { client } = place
  const tls12 = { maxVersion: 'TLSv1.2' } as const
  const optional = { clientCertificate: 'optional' } as const
  return [
    {
      name: 'RFC 8448 section 6',
      chunks: clientAuthenticationRecords,
      keyLog: clientAuthenticationKeyLog,
      status: 'sent',
    },
    await place.record('TLS 1.3 with a certificate', 'sent', optional, client),
    await place.record('TLS 1.3 without a certificate', 'empty', optional),
    await place.record('TLS 1.3 refused', 'empty', { clientCertificate: 'require' }),
    await place.record('TLS 1.3 not asked', 'not-requested', {}),
    await place.record('TLS 1.3 after a retry', 'sent', { ...optional, tls: { ecdhCurve: 'P-384' } }, client),
    await place.record('TLS 1.2 with a certificate', 'sent', { ...optional, ...tls12 }, client),
    await place.record('TLS 1.2 without a certificate', 'empty', { ...optional, ...tls12 }),
    await place.record('TLS 1.2 refused', 'empty', { clientCertificate: 'require', ...tls12 }),
    await place.record('TLS 1.2 not asked', 'not-requested', tls12),
    await place.record('TLS 1.2 with CBC', 'sent', { ...optional, ...tls12, tls: { ciphers: 'AES128-SHA' } }, client),
    await place.record('TLS 1.2 renegotiation', 'sent', { ...tls12, ...renegotiating }, client),
  ]
}

/** Where connections are recorded: one authority, one client, one server at a time. */
export async function scenarioPlace(authority: Authority) {
  const identity = await authority.issueServer()
  const { chain: cert, key } = await authority.issueClient()
  const ca = authority.certificate
  return {
    client: { cert, key },
    async record(
      name: string,
      status: ClientCertificateStatus,
      server: Partial<MtlsServerOptions>,
      client: Partial<RecordedConnectionOptions> = {},
    ): Promise<Scenario> {
      await using listening = await startMtlsServer({ identity, ca, clientCertificate: 'none', ...server })
      const options = { ca, servername: 'localhost', keepAll: true, ...client }
      const { recording } = await recordConnection({ port: listening.port, ...options })
      const chunks = recording.records.map(({ from, bytes }) => ({ from, bytes }))
      return { name, chunks, keyLog: recording.keyLog, status }
    },
  }
}

/** Asks for a certificate when the request is there, then answers. */
export const renegotiating: Pick<MtlsServerOptions, 'handler' | 'tls'> = {
  handler: (request, response) => {
    const options: TlsOptions = { requestCert: true, rejectUnauthorized: false }
    const socket = request.socket as TLSSocket
    socket.renegotiate(options, () => response.end('done'))
  },
  // a resumed renegotiation asks for nothing
  tls: { secureOptions: constants.SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION },
}
