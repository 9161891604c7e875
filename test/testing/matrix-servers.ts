import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApache } from '../../fixtures/apache.ts'
import { startGnutlsServer } from '../../fixtures/gnutls-server.ts'
import type { GoClientAuth, GoServers } from '../../fixtures/go-server.ts'
import { startHaproxy } from '../../fixtures/haproxy.ts'
import { startJavaServer } from '../../fixtures/java-server.ts'
import { startNginx } from '../../fixtures/nginx.ts'
import { startOpensslServer } from '../../fixtures/openssl-server.ts'
import type { RustlsServers } from '../../fixtures/rustls-server.ts'
import { type Authority, serve } from '../../src/testing/index.ts'
import { type ListeningServer, listening } from './listening.ts'

/** What is tried, by the name of its column; rustls where it could be built. */
export function matrixServers(
  authority: Authority,
  go: GoServers,
  rustls?: RustlsServers,
): Record<string, () => Promise<ListeningServer>> {
  const material = async () => {
    const { cert, key } = await authority.issueServerCertificate()
    return { identity: { chain: cert, key }, ca: authority.ca }
  }
  const nginx = (verifyClient: 'optional' | 'optional_no_ca') => async () =>
    startNginx({ ...(await material()), verifyClient })
  const goServer = (clientAuth: GoClientAuth) => async () => go.start({ ...(await material()), clientAuth })
  const rustlsServer = (allowsNone: boolean) => async () => rustls!.start({ ...(await material()), allowsNone })
  return {
    'nginx, `on`, with `ssl_crl`': () => nginxWithList(authority),
    'nginx, `optional`': nginx('optional'),
    'nginx, `optional_no_ca`': nginx('optional_no_ca'),
    'Apache, `require`': async () => startApache({ ...(await material()), clientCertificate: 'require' }),
    'HAProxy, `required`': async () => startHaproxy({ ...(await material()), clientCertificate: 'require' }),
    'OpenSSL, `s_server -Verify`': async () =>
      startOpensslServer({ ...(await material()), clientCertificate: 'require' }),
    'GnuTLS, `gnutls-serv`': async () => startGnutlsServer({ ...(await material()), clientCertificate: 'require' }),
    'Go, `RequestClientCert`': goServer('RequestClientCert'),
    'Go, `RequireAnyClientCert`': goServer('RequireAnyClientCert'),
    'Go, `VerifyClientCertIfGiven`': goServer('VerifyClientCertIfGiven'),
    'Go, `RequireAndVerifyClientCert`': goServer('RequireAndVerifyClientCert'),
    'Java, `setNeedClientAuth`': async () => startJavaServer({ ...(await material()), clientCertificate: 'require' }),
    ...(rustls && {
      'rustls, `AllowAnyAuthenticatedClient`': rustlsServer(false),
      'rustls, `AllowAnyAnonymousOrAuthenticatedClient`': rustlsServer(true),
    }),
    'Node, `requestCert`': () => nodeServer(authority, true),
    'Node, `rejectUnauthorized: false`': () => nodeServer(authority, false),
    '`serve()`, with `crl`': () => serve({ authority, clientCertificates: 'required', crl: authority.crl() }),
  }
}

async function nginxWithList(authority: Authority): Promise<ListeningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'list-'))
  await writeFile(join(folder, 'crl.pem'), authority.crl())
  const { cert, key } = await authority.issueServerCertificate()
  const directives = `ssl_crl ${folder}/crl.pem;`
  const server = await startNginx({ identity: { chain: cert, key }, ca: authority.ca, verifyClient: 'on', directives })
  const close = async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: server.url, [Symbol.asyncDispose]: close }
}

async function nodeServer(authority: Authority, rejectUnauthorized: boolean): Promise<ListeningServer> {
  const { cert, key } = await authority.issueServerCertificate()
  const options = { cert, key, ca: authority.ca, requestCert: true, rejectUnauthorized }
  const server = createServer(options, (_, response) => response.end())
  return listening(server)
}
