import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as tls from 'node:tls'
import { promisify } from 'node:util'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import { createCredentials } from '../../src/credentials/credentials.ts'
import type { ProfileOverrides } from '../../src/credentials/profile.ts'
import { createSecureContext, defaultCertificates } from '../../src/credentials/secure-context.ts'

let authority: Authority
let other: Authority
let server: MtlsServer
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mtls-trust-'))
  ;[authority, other] = await Promise.all([createAuthority(), createAuthority({ name: 'Other Authority' })])
  server = await startMtlsServer({ identity: await authority.issueServer(), clientCertificate: 'none' })
  const pems = { 'ca.pem': authority.certificate, 'other.pem': other.certificate, 'rootCA.pem': authority.certificate }
  for (const [name, pem] of Object.entries(pems)) writeFileSync(path.join(folder, name), pem)
})

afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Whether the server is trusted, or Node's code why not. */
async function verdict(config: MtlsOptions, overrides?: ProfileOverrides, env = {}): Promise<string> {
  const credentials = createCredentials(await loadConfig({ root: folder, config, env }))
  const { secureContext } = await credentials.profileFor(new URL(server.url), overrides)
  return verdictOf(secureContext)
}

async function verdictOf(secureContext: tls.SecureContext | undefined): Promise<string> {
  const options = { port: server.port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false }
  const socket = tls.connect({ ...options, ...(secureContext && { secureContext }) })
  await once(socket, 'secureConnect')
  const result = socket.authorized ? 'trusted' : String(socket.authorizationError)
  socket.destroy()
  return result
}

const unknown = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'

describe('a server below a private authority', () => {
  test.each<[string, MtlsOptions, string]>([
    ['without a bundle', {}, unknown],
    ['with its bundle', { ca: 'ca.pem' }, 'trusted'],
    ['with another bundle', { ca: 'other.pem' }, unknown],
    ['with both', { ca: ['other.pem', 'ca.pem'] }, 'trusted'],
    ['with its bundle and not the default list', { ca: 'ca.pem', trustDefaultCAs: false }, 'trusted'],
    ['with nothing at all', { trustDefaultCAs: false }, unknown],
    ['with its bundle for this host', { ca: { file: 'ca.pem', hosts: 'localhost' } }, 'trusted'],
    ['with its bundle for this host and port', { ca: { file: 'ca.pem', hosts: ['x', 'localhost:*'] } }, 'trusted'],
    ['with its bundle for another port', { ca: { file: 'ca.pem', hosts: ['localhost:1'] } }, unknown],
    ['with its bundle for another host', { ca: { file: 'ca.pem', hosts: ['*.lab.example'] } }, unknown],
    ['with its bundle switched off', { ca: { file: 'ca.pem', enabled: false } }, unknown],
    ['with the root of mkcert', { ca: 'mkcert' }, 'trusted'],
  ])('%s: %s', async (_, config, expected) => {
    expect(await verdict(config, undefined, { CAROOT: folder })).toBe(expected)
  })

  test('with a bundle of the request', async () => {
    expect(await verdict({}, { ca: authority.certificate })).toBe('trusted')
    expect(await verdict({}, { ca: [path.join(folder, 'ca.pem')] })).toBe('trusted')
    expect(await verdict({}, { ca: other.certificate })).toBe(unknown)
  })

  test('with a bundle of many certificates, comments, CRLF, and blocks glued together', async () => {
    const pem = `\uFEFF# authorities\r\n${other.certificate}issuer: us\r\n${authority.certificate}`
    writeFileSync(path.join(folder, 'many.pem'), pem.replaceAll('\n', '\r\n'))
    expect(await verdict({ ca: 'many.pem' })).toBe('trusted')
    writeFileSync(path.join(folder, 'glued.pem'), other.certificate.trim() + authority.certificate.trim())
    expect(await verdict({ ca: 'glued.pem' })).toBe('trusted')
  })

  test('with a bundle of certificates in DER, one after the other', async () => {
    const der = [other, authority].map(({ certificate }) => new X509Certificate(certificate).raw)
    writeFileSync(path.join(folder, 'many.der'), Buffer.concat(der))
    expect(await verdict({ ca: 'many.der' })).toBe('trusted')
    writeFileSync(path.join(folder, 'trailing.der'), Buffer.concat([der[1]!, Buffer.from('\r\n')]))
    expect(await verdict({ ca: 'trailing.der' })).toBe('trusted')
  })
})

test('what one context trusts, another does not, and neither does Node itself', async () => {
  const trusting = createSecureContext({
    trust: { ca: [authority.certificate], crl: [], digest: '' },
    trustDefaultCAs: true,
  })
  expect(await verdictOf(trusting)).toBe('trusted')
  expect(await verdictOf(tls.createSecureContext())).toBe(unknown)
  expect(await verdictOf(undefined)).toBe(unknown)
  const plain = createSecureContext({ trust: { ca: [], crl: [], digest: '' }, trustDefaultCAs: true })
  expect(await verdictOf(plain)).toBe(unknown)
})

test("Node's default list is among what is trusted besides a bundle", () => {
  expect(defaultCertificates().length).toBeGreaterThan(100)
})

test("the word 'system' is the operating system's store, or a clear error", async () => {
  if ('getCACertificates' in tls) {
    expect(await verdict({ ca: ['system', 'ca.pem'] })).toBe('trusted')
  } else {
    await expect(verdict({ ca: 'system' })).rejects.toThrow(
      /'system' needs Node 22\.15 or later, or 24; this is Node 20/,
    )
  }
})

test('NODE_EXTRA_CA_CERTS holds besides a bundle', async () => {
  const script = path.join(folder, 'secure-context.mjs')
  const source = readFileSync(new URL('../../src/credentials/secure-context.ts', import.meta.url), 'utf8')
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  })
  const probe = `
    const trust = { ca: [readFileSync('other.pem', 'utf8')], crl: [], digest: '' }
    const secureContext = createSecureContext({ trust, trustDefaultCAs: true })
    const socket = tls.connect({ port: ${server.port}, servername: 'localhost', secureContext, rejectUnauthorized: false }, () => {
      console.log(socket.authorized)
      socket.destroy()
    })`
  writeFileSync(script, outputText + probe)
  const run = promisify(execFile)
  const output = async (env: Record<string, string>) =>
    (await run(process.execPath, [script], { cwd: folder, env })).stdout.trim()
  expect(await output({ NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') })).toBe('true')
  expect(await output({})).toBe('false')
})
