import { readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { type MtlsServer, startMtlsServer } from '../../fixtures/mtls-server.ts'
import { call, folderToRemove, folderWith } from './called.ts'

const passphrase = 'cAnArY-passphrase-4711'
let folder: string
let server: MtlsServer

beforeAll(async () => {
  const authority = await createAuthority({ name: 'Lab' })
  const [site, orders, old] = await Promise.all([
    authority.issueServer(),
    authority.issueClient({ subject: 'CN=orders' }),
    authority.issueClient({
      subject: 'CN=old',
      notBefore: new Date(Date.now() - 2e9),
      notAfter: new Date(Date.now() - 1e9),
    }),
  ])
  server = await startMtlsServer({ identity: site, ca: authority.certificate, clientCertificate: 'require' })
  folder = folderToRemove({
    'ca.pem': authority.certificate,
    'ca.key': authority.key,
    'orders.crt': orders.certificate + authority.certificate,
    'orders.key': orders.encryptedKey(passphrase),
    'old.crt': old.certificate + authority.certificate,
    'old.key': old.key,
    'mtls.config.json': JSON.stringify(
      {
        ca: ['ca.pem'],
        clientCertificates: [
          {
            name: 'orders',
            host: 'localhost',
            port: server.port,
            cert: 'orders.crt',
            key: 'orders.key',
            passphrase: '${PASS}',
          },
          { name: 'old', host: 'old.internal', cert: 'old.crt', key: 'old.key' },
          { name: 'off', host: '*.internal', pfx: 'none.p12', enabled: false },
        ],
      },
      null,
      2,
    ),
  })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const env = { PASS: passphrase }
const here = (args: string[], columns?: number) => call(folder, args, { env, ...(columns ? { columns } : {}) })
/** Without what differs from run to run. */
const stable = (text: string) =>
  text
    .replaceAll(String(server.port), 'PORT')
    .replace(/\d{4}-\d\d-\d\d/g, 'DATE')
    .replace(/\d+ days/g, 'N days')
    .replace(/\b(\d{2,3}|-\d+)(?= +(?:\d warning|good|cannot))/g, 'N')
    .replace(/T\d\d:\d\d:\d\d\.\d+Z/g, '')

test('list', async () => {
  const { code, out } = await here(['list'], 200)
  expect(code).toBe(0)
  expect(stable(out)).toMatchSnapshot()
  expect((await here(['list'], 40)).out).toContain('for localhost')
})

test('check', async () => {
  const { code, out } = await here(['check'])
  expect(code).toBe(0)
  expect(stable(out)).toMatchSnapshot()
  const github = await here(['check', '--github'])
  expect(stable(github.out)).toMatchSnapshot()
  expect((await here(['check', '--expiry', '1h'])).code).toBe(1)
  expect((await here(['check', '--expiry', 'soon'])).note).toMatchInlineSnapshot(`
    "vitest-mtls: --expiry soon is no duration; write it like 30d, 4w or 12h
    "
  `)
})

test('check names every problem of a config that cannot be used', async () => {
  const broken = folderWith({ 'mtls.config.json': '{ "clientCertificate": [], "ca": ["none.pem"] }' })
  const { code, out } = await call(broken, ['check'])
  expect(code).toBe(1)
  expect(out).toMatchSnapshot()
  const json = JSON.parse((await call(broken, ['check', '--json'])).out)
  expect(json).toMatchObject({
    ok: false,
    problems: [{ severity: 'error', path: 'clientCertificate' }, { path: 'ca[0]' }],
  })
})

test('explain', async () => {
  const { code, out } = await here(['explain', 'https://old.internal:8443/x'])
  expect(code).toBe(0)
  expect(stable(out)).toMatchSnapshot()
})

describe('probe', () => {
  test('shows the verdict first, then who asked for what', async () => {
    const { code, out } = await here(['probe', `localhost:${server.port}`])
    expect(code).toBe(0)
    expect(stable(out)).toMatchSnapshot()
  })

  test('exits with 1 when the server refuses', async () => {
    const { code, out } = await here(['probe', server.url, '--no-cert', '--tls', '1.3'])
    expect(code).toBe(1)
    expect(stable(out).split('\n').slice(0, 4).join('\n')).toMatchSnapshot()
  })

  test('writes a capture for its owner alone, and the chain', async () => {
    const { code, note } = await here([
      'probe',
      server.url,
      '--capture',
      'one.pcapng',
      '--save-chain',
      'chain.pem',
      '--repeat',
      '3',
    ])
    expect({ code, note }).toMatchObject({ code: 0, note: expect.stringContaining('holds the keys') })
    expect(statSync(path.join(folder, 'one.pcapng')).mode & 0o777).toBe(0o600)
    expect(readFileSync(path.join(folder, 'chain.pem'), 'utf8')).toMatch(
      /^-----BEGIN CERTIFICATE-----\n[\s\S]*-----END CERTIFICATE-----\n$/,
    )
  })

  test('takes a certificate of its own', async () => {
    const args = [
      'probe',
      server.url,
      '--cert',
      'orders.crt',
      '--key',
      'orders.key',
      '--passphrase-env',
      'PASS',
      '--json',
    ]
    const { out } = await here(args)
    expect(JSON.parse(out)).toMatchObject({
      status: 200,
      handshake: { clientCertificate: { status: 'sent', chain: [{ subject: 'CN=orders' }, {}] } },
    })
    expect(out).not.toContain(passphrase)
  })
})

describe('matrix', () => {
  test('tells what the server did with each flawed certificate', async () => {
    const args = ['matrix', server.url, '--like', 'orders', '--ca-cert', 'ca.pem', '--ca-key', 'ca.key']
    const { code, out } = await here([...args, '--json'])
    const found = JSON.parse(out)
    const outcomes = Object.fromEntries(found.rows.map(({ flaw, outcome }: Record<string, string>) => [flaw, outcome]))
    expect(outcomes).toMatchObject({
      'none-sent': 'refused',
      'self-signed': 'refused',
      expired: 'refused',
      'another-subject': 'accepted',
      revoked: 'accepted',
    })
    expect(code).toBe(1)
    const { out: text } = await here(args, 200)
    expect(text).toMatch(/not refused {2}https:\/\/localhost:\d+\/\nThe good one, CN=orders, was accepted\./)
    expect(text).toMatch(/none-sent +refused/)
    expect(out + text).not.toContain(passphrase)
  })

  test('proves nothing where the good one is refused', async () => {
    const { code, out } = await here(['matrix', server.url, '--like', 'old', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out).error).toMatch(/the good certificate was not accepted, so nothing is proven/)
  })
})

test('scan finds what the server accepts, and says what it cannot offer', async () => {
  const { code, out } = await here(['scan', server.url, '--json'])
  expect(code).toBe(0)
  const found = JSON.parse(out)
  expect(found.connections).toBeLessThanOrEqual(60)
  expect(found.versions).toMatchObject([
    {
      version: 'TLSv1.3',
      answer: 'accepted',
      asksForClientCertificate: true,
      ciphers: expect.arrayContaining(['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256']),
    },
    {
      version: 'TLSv1.2',
      answer: 'accepted',
      asksForClientCertificate: true,
      ciphers: expect.arrayContaining(['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']),
    },
    { version: 'TLSv1.1', answer: 'refused', reason: 'protocol_version' },
    { version: 'TLSv1', answer: 'refused', reason: 'protocol_version' },
  ])
  expect(found.groups).toEqual(
    expect.arrayContaining([expect.objectContaining({ group: 'X25519', answer: 'accepted' })]),
  )
  const text = (await here(['scan', server.url])).out
  expect(text).toContain('asks for a client certificate')
})

test('a server that is not there is not known to refuse anything', async () => {
  const { code, out } = await here(['scan', 'https://localhost:1', '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(out).versions).toEqual(expect.arrayContaining([expect.objectContaining({ answer: 'unknown' })]))
  expect(out).not.toContain('"refused"')
})

test.each([
  [['lst'], /unknown command 'lst'; did you mean list\?/],
  [['list', '--jsn'], /unknown option '--jsn'; did you mean --json\?/],
  [['probe'], /missing required argument 'url'; write vitest-mtls probe \[options\] <url>/],
  [['nope'], /unknown command 'nope'; there are init, list, add, .*, import/],
  [['check', '--zzz'], /unknown option '--zzz'; there are --config, .*, --github/],
  [['list', 'more'], /too many arguments .* got 1; write vitest-mtls list \[options\]/],
  [['probe', 'not a url'], /is no URL/],
  [['scan', 'http://localhost'], /has no TLS/],
  [['matrix', 'localhost'], /required option '--like <name>' not specified/],
  [['matrix', 'localhost', '--like', 'orders', '--ca-cert', 'ca.pem'], /--ca-key is missing/],
  [['matrix', 'localhost', '--like', 'off'], /off is switched off/],
  [['probe', 'localhost', '--tls', '1.4'], /Allowed choices are 1\.0, 1\.1, 1\.2, 1\.3/],
  [['probe', 'localhost', '--verify', 'no'], /--verify takes true or false/],
  [['probe', 'localhost', '--repeat', '0'], /--repeat takes a whole number/],
  [['probe', 'localhost', '--cert', 'orders.crt'], /--key is missing/],
  [['probe', 'localhost', '--pfx', 'a.p12', '--passphrase-env', 'UNSET'], /UNSET is not set/],
  [['list', '--config', 'none.json'], /there is no such file/],
])('%j is called wrongly: one line, exit code 2, nothing on stdout', async (args, message) => {
  const { code, out, note } = await here(args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(note).toMatch(message)
  expect(note.trim().split('\n')).toHaveLength(1)
})

test('--help and no command at all show what there is', async () => {
  expect((await here(['--help'])).out).toMatchSnapshot()
  expect((await here(['probe', '--help'], 40)).code).toBe(0)
})
