import { chmodSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { issueCertificate } from '../../fixtures/issue-certificate.ts'
import { createKeyPair } from '../../fixtures/key-pair.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { ClientCertificateEntry, MtlsOptions } from '../../src/config/options.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { createLab, type Lab } from './lab.ts'

const day = 86_400_000
const now = new Date()
const inDays = (days: number) => new Date(now.getTime() + days * day)

let lab: Lab
let authority: Authority

beforeAll(async () => {
  lab = await createLab()
  authority = await createAuthority({ name: 'Root' })
})

afterAll(() => lab.remove())

/** The warnings of a config, dates as `<date>`. */
async function warningsOf(config: MtlsOptions, at = new Date()): Promise<string[]> {
  const resolved = await loadConfig({ root: lab.folder, env: {}, config })
  const { errors, warnings } = await checkCredentials(resolved, at)
  expect(errors).toEqual([])
  return [...resolved.warnings, ...warnings].map(({ path, message, remedy }) =>
    `${path}: ${message} ${remedy}`
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<date>')
      .replaceAll(lab.folder, '<folder>'),
  )
}

function entry({ chain, key }: Identity, rest: Partial<ClientCertificateEntry> = {}): ClientCertificateEntry {
  return { host: 'a', cert: chain + authority.certificate, key, ...rest } as ClientCertificateEntry
}

test('a sound config has none', async () => {
  const identity = await authority.issueClient({ notAfter: inDays(60) })
  expect(await warningsOf({ ca: authority.certificate, clientCertificates: [entry(identity)] })).toEqual([])
})

test.each([
  [
    'expired',
    { notBefore: inDays(-20), notAfter: inDays(-10) },
    'The certificate CN=orders expired on <date>. Renew it.',
  ],
  [
    'not yet valid',
    { notBefore: inDays(10), notAfter: inDays(90) },
    'The certificate CN=orders is not valid before <date>. Check the clock, or wait.',
  ],
  ['expiring soon', { notAfter: inDays(12.5) }, 'The certificate CN=orders expires in 12 days (<date>). Renew it.'],
  ['expiring tomorrow', { notAfter: inDays(1.5) }, 'The certificate CN=orders expires in a day (<date>). Renew it.'],
  ['expiring today', { notAfter: inDays(0.5) }, 'The certificate CN=orders expires within a day (<date>). Renew it.'],
  [
    'for servers',
    { extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'] },
    'The certificate CN=orders is for serverAuth, not for clientAuth. Ask for a certificate with the purpose clientAuth; most servers refuse another.',
  ],
])('a certificate that is %s', async (_, options, warning) => {
  const identity = await authority.issueClient({ subject: 'CN=orders', notAfter: inDays(60), ...options })
  expect(await warningsOf({ clientCertificates: [entry(identity)] })).toEqual([`clientCertificates[0]: ${warning}`])
})

test('a certificate for any purpose, or of none in particular', async () => {
  for (const extendedKeyUsage of [[], ['2.5.29.37.0']]) {
    const identity = await authority.issueClient({ extendedKeyUsage, notAfter: inDays(60) })
    expect(await warningsOf({ clientCertificates: [entry(identity)] })).toEqual([])
  }
})

test('an expired intermediate', async () => {
  const { publicKey, privateKey } = await createKeyPair('rsa')
  const validity = { notBefore: inDays(-20), notAfter: inDays(-10) }
  const intermediate = await issueCertificate({ subject: 'CN=Old', publicKey, isCA: true, ...validity }, authority)
  const leaf = await createKeyPair()
  const issuer = { certificate: intermediate, key: privateKey }
  const certificate = await issueCertificate({ subject: 'CN=orders', publicKey: leaf.publicKey }, issuer)
  const identity = { chain: certificate + intermediate, key: leaf.privateKey } as Identity
  expect(await warningsOf({ clientCertificates: [entry(identity)] })).toMatchInlineSnapshot(`
    [
      "clientCertificates[0]: The certificate CN=Old expired on <date>. Renew it.",
    ]
  `)
})

test('a chain without its intermediate, which a bundle has: OpenSSL sends that one', async () => {
  const intermediate = await authority.issueIntermediate({ name: 'Below' })
  const { certificate, key } = await intermediate.issueClient({ subject: 'CN=orders' })
  const clientCertificates = [{ host: 'a', cert: certificate, key }]
  expect(await warningsOf({ ca: [authority.certificate, intermediate.certificate], clientCertificates })).toEqual([])
})

test('a chain without its intermediate', async () => {
  const intermediate = await authority.issueIntermediate({ name: 'Below' })
  const { certificate, key } = await intermediate.issueClient({ subject: 'CN=orders' })
  const config = { ca: authority.certificate, clientCertificates: [{ host: 'a', cert: certificate, key }] }
  expect(await warningsOf(config)).toMatchInlineSnapshot(`
    [
      "clientCertificates[0]: The chain ends at CN=orders; whether its issuer (CN=Below) is a root, or an intermediate that has to be sent too, cannot be told. If it is an intermediate, add the certificate of CN=Below to \`cert\`; a root may stand there too.",
    ]
  `)
})

test('a chain without the upper of its two intermediates', async () => {
  const upper = await authority.issueIntermediate({ name: 'Upper' })
  const lower = await upper.issueIntermediate({ name: 'Lower' })
  const { certificate, key } = await lower.issueClient({ subject: 'CN=orders' })
  const cert = certificate + lower.certificate
  const clientCertificates = [{ host: 'a', cert, key }]
  // OpenSSL completes a lone leaf from the bundles, but no longer chain.
  for (const ca of [[], [upper.certificate]]) {
    const missing = ca.length
      ? 'the intermediate that issued it (CN=Upper) is missing. Add'
      : 'whether its issuer (CN=Upper) is a root, or an intermediate that has to be sent too, cannot be told. If it is an intermediate, add'
    expect(await warningsOf({ ca: [authority.certificate, ...ca], clientCertificates })).toEqual([
      `clientCertificates[0]: The chain ends at CN=Lower; ${missing} the certificate of CN=Upper to \`cert\`; a root may stand there too.`,
    ])
  }
})

test('a chain whose issuer, by its name, is an intermediate', async () => {
  const intermediate = await authority.issueIntermediate({ name: 'Orders Issuing CA' })
  const { certificate, key } = await intermediate.issueClient({ subject: 'CN=orders' })
  expect(await warningsOf({ clientCertificates: [{ host: 'a', cert: certificate, key }] })).toMatchInlineSnapshot(`
    [
      "clientCertificates[0]: The chain ends at CN=orders; an intermediate (CN=Orders Issuing CA) may be missing. Add the certificate of CN=Orders Issuing CA to \`cert\`; a root may stand there too.",
    ]
  `)
})

test('a leaf that a root has issued, which nobody has at hand', async () => {
  const { certificate, key } = await authority.issueClient({ subject: 'CN=orders' })
  expect(await warningsOf({ clientCertificates: [{ host: 'a', cert: certificate, key }] })).toMatchInlineSnapshot(`[]`)
})

test('a chain without its root, which a bundle has', async () => {
  const { certificate, key } = await authority.issueClient()
  const config = { ca: authority.certificate, clientCertificates: [{ host: 'a', cert: certificate, key }] }
  expect(await warningsOf(config)).toEqual([])
})

test('certificates that are not of the chain', async () => {
  const [identity, stranger] = [await authority.issueClient(), await authority.issueClient({ subject: 'CN=stranger' })]
  const cert = stranger.certificate + identity.certificate + authority.certificate
  const { key } = identity
  expect(
    await warningsOf({ clientCertificates: [{ host: 'a', cert: [identity.certificate, cert], key }] }),
  ).toMatchInlineSnapshot(`
    [
      "clientCertificates[0].cert[0]: The content holds certificates that are not of the client certificate's chain, and they are not sent: CN=stranger. Remove them, or move authorities of servers to \`ca\`.",
    ]
  `)
})

test('two entries for one host', async () => {
  const identity = await authority.issueClient()
  const clientCertificates = [
    entry(identity, { name: 'first', host: 'api.internal' }),
    entry(identity, { host: 'other.internal' }),
    entry(identity, { name: 'second', host: 'API.internal:443' }),
    entry(identity, { host: 'api.internal', enabled: false }),
  ]
  expect(await warningsOf({ clientCertificates })).toMatchInlineSnapshot(`
    [
      "clientCertificates[0]: clientCertificates[0] ('first') and clientCertificates[2] ('second') are for the same host and port; the last one wins. Remove one, switch it off with \`enabled: false\`, or choose by name in the request.",
    ]
  `)
})

test('patterns that can never match', async () => {
  const identity = await authority.issueClient()
  const clientCertificates = [
    entry(identity, { host: 'http://api.internal' }),
    entry(identity, { host: 'api-*.internal' }),
  ]
  const ca = { file: 'ca.pem', hosts: [] }
  expect(await warningsOf({ ca, clientCertificates, verify: { '*.127.0.0.1': false } })).toMatchInlineSnapshot(`
    [
      "clientCertificates[0].host: The pattern 'http://api.internal' can never match: it is for http, and client certificates exist on https alone. Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*', or remove the entry.",
      "clientCertificates[1].host: The pattern 'api-*.internal' can never match: it has a * elsewhere than alone or as the whole first label. Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*', or remove the entry.",
      "verify["*.127.0.0.1"]: The pattern '*.127.0.0.1' can never match: it asks for sub-domains of an address, which has none. Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*', or remove the entry.",
      "ca.hosts: The list is empty, so the bundle is trusted for no host. Name hosts, or remove \`hosts\` to trust it for all.",
    ]
  `)
})

test('nobody to trust', async () => {
  expect(await warningsOf({ trustDefaultCAs: false })).toMatchInlineSnapshot(`
    [
      "trustDefaultCAs: No authority is trusted: \`ca\` is empty, and the default list is left out. Name authorities in \`ca\`.",
    ]
  `)
  expect(await warningsOf({ trustDefaultCAs: false, ca: 'ca.pem' })).toEqual([])
})

test.skipIf(process.platform === 'win32')('a key that everyone can read', async () => {
  const identity = await authority.issueClient()
  lab.write('open.key', identity.key)
  lab.write('open.p12', identity.pfx({ passphrase: 'p' }))
  for (const name of ['open.key', 'open.p12']) chmodSync(path.join(lab.folder, name), 0o644)
  const clientCertificates = [
    { host: 'a', cert: identity.chain + authority.certificate, key: 'open.key' },
    { host: 'b', pfx: 'open.p12', passphrase: 'p' },
  ]
  expect(await warningsOf({ ca: authority.certificate, clientCertificates })).toMatchInlineSnapshot(`
    [
      "clientCertificates[0].key: The file open.key holds a private key and is readable by everyone. Make it private: 'chmod 600'.",
      "clientCertificates[1].pfx: The file open.p12 holds a private key and is readable by everyone. Make it private: 'chmod 600'.",
    ]
  `)
})

test('expired authorities in a bundle', async () => {
  expect(
    await warningsOf({ ca: authority.certificate + (await createAuthority()).certificate }, inDays(4000)),
  ).toMatchInlineSnapshot(`
    [
      "ca: 2 of the 2 authorities in the bundle are expired. Servers below them are refused: get the current bundle.",
    ]
  `)
})

test('nothing is read of an entry that is switched off', async () => {
  const clientCertificates = [{ host: 'a', cert: 'absent.crt', key: 'absent.key', enabled: false }]
  expect(await warningsOf({ ca: { file: 'absent.pem', enabled: false }, clientCertificates })).toEqual([])
})
