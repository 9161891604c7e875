import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { buildGoServer } from '../../fixtures/go-server.ts'
import { requireProgram, whereIs } from '../../fixtures/programs.ts'
import { buildRustlsServer, rustlsVersion } from '../../fixtures/rustls-server.ts'
import { createClient } from '../../src/request/index.ts'
import { createAuthority, tryFlawedClientCerts } from '../../src/testing/index.ts'
import { type Column, describeMatrix, type Version } from './describe-matrix.ts'
import { matrixServers } from './matrix-servers.ts'

const page = fileURLToPath(new URL('../../docs/flaws.md', import.meta.url))
const missing = requireProgram('nginx', 'apache2', 'haproxy', 'openssl', 'gnutls-serv', 'go', 'java')

test.skipIf(missing)(
  `every server with every flaw${missing ? ` (${missing})` : ''}`,
  { timeout: 900_000 },
  async () => {
    const authority = await createAuthority({ subject: 'CN=Matrix Root', intermediates: ['CN=Matrix Issuing'] })
    const like = await authority.issueClientCertificate({ subject: 'CN=orders' })
    const client = createClient({ ca: authority.ca })
    await using go = await buildGoServer()
    await using rustls = (await rustlsVersion()) === undefined ? undefined : await buildRustlsServer()
    const columns: Record<string, Column> = {}
    for (const [name, start] of Object.entries(matrixServers(authority, go, rustls))) {
      await using server = await start()
      const column = async (version: Version) => {
        // so that weak ones are sent, too
        const options = { ciphers: 'DEFAULT@SECLEVEL=0', minVersion: version, maxVersion: version, fresh: true }
        const send = (clientCert: unknown) =>
          client.request(server.url, { ...options, clientCert: clientCert as never })
        return tryFlawedClientCerts(send, { like, authority }).catch((error: Error) => error.message)
      }
      columns[name] = { 'TLSv1.2': await column('TLSv1.2'), 'TLSv1.3': await column('TLSv1.3') }
    }
    await client.close()
    // one without rustls is not whole
    if (rustls !== undefined) await writeFile(page, describeMatrix(columns, await programs()))

    const accepts = (name: string, version: Version) => {
      const table = columns[name]![version]
      if (typeof table === 'string') throw new Error(`${name} over ${version}: ${table}`)
      return table.rows.filter(({ outcome }) => outcome !== 'refused').map(({ flaw }) => flaw)
    }
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      expect(accepts('nginx, `on`, with `ssl_crl`', version)).toEqual(['another-subject'])
      expect(accepts('OpenSSL, `s_server -Verify`', version)).toEqual(['revoked', 'another-subject'])
      expect(accepts('Go, `RequireAndVerifyClientCert`', version)).not.toContain('expired')
      if (rustls !== undefined) {
        const accepted = ['issuer-without-cert-sign', 'revoked', 'another-subject']
        expect(accepts('rustls, `AllowAnyAuthenticatedClient`', version)).toEqual(accepted)
      }
      expect(accepts('nginx, `optional`', version)).toContain('none-sent')
      // nothing but the proof of the key is looked at
      expect(accepts('Go, `RequireAnyClientCert`', version)).toContain('self-signed')
      expect(accepts('Node, `rejectUnauthorized: false`', version)).toContain('self-signed')
    }
  },
)

async function programs(): Promise<string[]> {
  const version = async (program: string, args: string[], pattern: RegExp) => {
    const { stdout, stderr } = await promisify(execFile)(whereIs(program)!, args)
    return pattern.exec(stdout + stderr)?.[1] ?? ''
  }
  return [
    `Node ${process.versions.node} (OpenSSL ${process.versions.openssl})`,
    `nginx ${await version('nginx', ['-v'], /nginx\/([\d.]+)/)}`,
    `Apache ${await version('apache2', ['-v'], /Apache\/([\d.]+)/)}`,
    `HAProxy ${await version('haproxy', ['-v'], /version ([\d.]+)/)}`,
    `OpenSSL ${await version('openssl', ['version'], /OpenSSL ([\d.]+)/)}`,
    `GnuTLS ${await version('gnutls-serv', ['--version'], /([\d.]+)/)}`,
    `Go ${await version('go', ['version'], /go([\d.]+)/)}`,
    `rustls ${await rustlsVersion()}`,
    `Java ${await version('java', ['-version'], /"([\d.]+)/)}`,
  ]
}
