import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { expired, issueServerWith, selfSigned } from '../../fixtures/faulty.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'

export type LabServer = 'strict' | 'old' | 'closing' | 'plain' | 'forbidding' | 'selfSigned' | 'expired'

/** Real servers to be judged, and clients that they know or do not know. */
export interface Lab {
  /** Has a certificate that the servers trust, by the entry "orders". */
  client: MtlsClient
  /** Has a certificate of another authority. */
  stranger: MtlsClient
  /** Of `client`. */
  options: MtlsOptions
  /** The same as `client`, with other options on top. */
  clientWith(options: MtlsOptions): MtlsClient
  to(server: LabServer): string
  close(): Promise<void>
}

export async function startLab(): Promise<Lab> {
  const authority = await createAuthority({ name: 'Internal CA' })
  const servers = await startServers(authority)
  const ca = authority.certificate
  const orders = await authority.issueClient({ subject: 'CN=orders,O=Example' })
  const foreign = await (await createAuthority({ name: 'Other CA' })).issueClient({ subject: 'CN=stranger' })
  const clients: MtlsClient[] = []
  const clientOf = (options: MtlsOptions) => {
    const client = createClient({ ca, ...options })
    clients.push(client)
    return client
  }
  const entry = { host: 'localhost', port: '*' as const }
  const known = { ca, clientCertificates: [{ ...entry, name: 'orders', cert: orders.chain, key: orders.key }] }
  return {
    client: clientOf(known),
    options: known,
    stranger: clientOf({
      clientCertificates: [{ ...entry, name: 'stranger', cert: foreign.chain, key: foreign.key }],
    }),
    clientWith: (options) => clientOf({ ...known, ...options }),
    to: (server) => `https://localhost:${servers[server].port}/orders`,
    close: async () => {
      await Promise.all(clients.map((client) => client.close()))
      await Promise.all(Object.values(servers).map((server) => server.close()))
    },
  }
}

async function startServers(authority: Authority): Promise<Record<LabServer, MtlsServer>> {
  const identity = await authority.issueServer()
  const strict = { identity, ca: authority.certificate, clientCertificate: 'require' as const }
  const open = { identity, clientCertificate: 'none' as const }
  return {
    strict: await startMtlsServer(strict),
    old: await startMtlsServer({ ...strict, maxVersion: 'TLSv1.2' }),
    // The next request has to make a connection of its own.
    closing: await startMtlsServer({
      ...strict,
      handler: (_, response) => void response.writeHead(200, { connection: 'close' }).end(),
    }),
    plain: await startMtlsServer(open),
    forbidding: await startMtlsServer({
      ...strict,
      clientCertificate: 'optional',
      handler: (_, response) => void response.writeHead(403).end(),
    }),
    selfSigned: await startMtlsServer({ ...open, identity: await selfSigned() }),
    expired: await startMtlsServer({ ...open, identity: await issueServerWith(authority, expired()) }),
  }
}
