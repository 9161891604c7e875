import { createAuthority } from '../../fixtures/authority.ts'
import { expired, issueServerWith } from '../../fixtures/faulty.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'

/** What stands for the servers of the documentation, and the config of somebody who talks to them. */
export interface DocumentationLab {
  config: MtlsOptions
  /** An example with the addresses of these servers. */
  withServers(text: string): string
  close(): Promise<void>
}

export async function startDocumentationLab(): Promise<DocumentationLab> {
  const authority = await createAuthority({ name: 'Internal CA' })
  const ca = authority.certificate
  const identity = await issueServerWith(authority, { hosts: ['localhost'] })
  const { chain, key } = await authority.issueClient({ subject: 'CN=orders,O=Example' })
  const faulty = await issueServerWith(authority, { hosts: ['localhost'], ...expired() })
  const servers = {
    'api.internal:8443': await startMtlsServer({ identity, ca, clientCertificate: 'require' }),
    'www.internal': await startMtlsServer({ identity, clientCertificate: 'none' }),
    'expired.internal': await startMtlsServer({ identity: faulty, clientCertificate: 'none' }),
  }
  return {
    config: { ca, clientCertificates: [{ name: 'orders', host: 'localhost', port: '*', cert: chain, key }] },
    withServers(text) {
      let example = text.replaceAll("'DNS:www.internal'", "'DNS:localhost'")
      for (const [name, { port }] of Object.entries(servers)) {
        example = example.replaceAll(`https://${name}/`, `https://localhost:${port}/`)
      }
      return example
    },
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()))
    },
  }
}
