import { createAuthority } from '../../fixtures/authority.ts'
import { expired, issueServerWith } from '../../fixtures/faulty.ts'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { createAuthority as createStapler } from '../../src/testing/index.ts'
import { certificateLibrary } from '../../src/testing/issue/certificate-library.ts'

// Programs that load this file by a runner of Vite's close it before a certificate is asked for.
await certificateLibrary()

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
  const stapler = await createStapler({ subject: 'CN=Stapling CA', intermediates: ['CN=Issuing CA'] })
  const stapled = await stapler.issueServerCertificate({ subject: 'CN=stapled.internal', hosts: ['localhost'] })
  const servers = {
    'api.internal:8443': await startMtlsServer({
      identity,
      ca,
      clientCertificate: 'require',
      // The group that is chosen would be another one from version to version of Node; P-256 is for the key of the client.
      tls: { ecdhCurve: 'X25519:P-256' },
    }),
    'www.internal': await startMtlsServer({ identity, clientCertificate: 'none' }),
    'stapled.internal': await startMtlsServer({
      identity: { chain: stapled.cert, key: stapled.key },
      clientCertificate: 'none',
      http2: true,
      ocspResponse: stapler.ocspResponse(stapled),
    }),
    'expired.internal': await startMtlsServer({ identity: faulty, clientCertificate: 'none' }),
  }
  return {
    config: {
      ca: [ca, stapler.cert],
      clientCertificates: [{ name: 'orders', host: 'localhost', port: '*', cert: chain, key }],
    },
    withServers(text) {
      let example = text.replaceAll(/'DNS:(www|stapled)\.internal'/g, "'DNS:localhost'")
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
