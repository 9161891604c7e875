import { beforeAll, describe, expect, test } from 'vitest'
import { startMtlsServer } from '../../fixtures/mtls-server.ts'
import type { MtlsOptions } from '../../src/config/options.ts'
import type { MtlsRequestInit } from '../../src/request/request-init.ts'
import { type Authority, createAuthority, type IssuedCertificate } from '../../src/testing/index.ts'
import { judgementOf } from './judgement-of.ts'

const rootName = 'CN=Lab Root,O=Lab'
const issuingName = 'CN=Lab Issuing,O=Lab'

let root: Authority
let issuing: Authority
/** A root with the name of the other, made anew. */
let remade: Authority
let site: IssuedCertificate

beforeAll(async () => {
  root = await createAuthority({ subject: rootName })
  issuing = await root.issueIntermediate({ subject: issuingName })
  remade = await createAuthority({ subject: rootName })
  site = await issuing.issueServerCertificate()
})

/** What is said about a server with this chain, its key being that of the first. */
async function said(
  { key }: Pick<IssuedCertificate, 'key'>,
  chain: readonly string[],
  options: MtlsOptions | ((port: number) => MtlsOptions),
  init: MtlsRequestInit = {},
  host = 'localhost',
) {
  const server = await startMtlsServer({ identity: { chain: chain.join(''), key }, clientCertificate: 'none' })
  const given = typeof options === 'function' ? options(server.port) : options
  const judgement = await judgementOf(server, given, init, `https://${host}:${server.port}/orders`)
  expect(judgement).toMatchObject({
    party: 'client',
    means: 'own-check',
    subject: { kind: 'server-certificate' },
    certainty: 'proven',
  })
  return `${judgement.situation}: ${judgement.cause} ${judgement.remedy}`
}

/** An authority's own, then those above it. */
const listsOf = (authority: Authority): string[] =>
  authority.crl().match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g)!

const leafOf = ({ chain }: IssuedCertificate): string => chain[0]!

describe('a CA that is trusted for other hosts: the entry is named, and what to extend', () => {
  const forOthers = (...hosts: string[]): MtlsOptions => ({ ca: [{ file: root.ca, hosts }] })
  test.each([
    ['the root sent', () => [...site.chain, root.ca]],
    ['the intermediate sent', () => site.chain],
  ])('%s', async (_, chain) => {
    expect(await said(site, chain(), forOthers('*.lab.example', 'api.internal'))).toMatch(
      /^authority-trusted-for-other-hosts: .* because the CA of its chain, CN=Lab Root,O=Lab, is trusted by ca\[0\] for \*\.lab\.example and api\.internal only\. Extend hosts of ca\[0\] by localhost\.$/,
    )
  })
  test('the leaf alone, of an intermediate that an entry has for others', async () => {
    const ca = [root.ca, { file: issuing.intermediates[0]!, hosts: ['*.lab.example'] }]
    expect(await said(site, [leafOf(site)], { ca })).toMatch(/trusted by ca\[1\] for .* Extend hosts of ca\[1\] by /)
  })
})

describe('a CA with the same name and another key', () => {
  const words =
    /^authority-of-the-same-name: .* the CA of its chain, CN=Lab Root,O=Lab, has the same name as that in ca, but another key: one of the two was made anew\. Compare the fingerprints: put the server's present CA into ca, /
  test.each([
    ['the root sent', () => [...site.chain, root.ca]],
    ['the intermediate sent', () => site.chain],
  ])('%s', async (_, chain) => {
    expect(await said(site, chain(), { ca: remade.ca })).toMatch(words)
  })
  test('without key identifiers: a signature that does not verify', async () => {
    const bare = { extensions: [], subject: 'CN=Bare', isCA: true }
    const [one, other] = [await createAuthority(bare), await createAuthority(bare)]
    const leaf = await one.issueServerCertificate()
    expect(await said(leaf, [leafOf(leaf)], { ca: other.ca })).toMatch(/^authority-of-the-same-name: .*CN=Bare/)
  })
})

describe('trust that does not reach', () => {
  test('an intermediate in ca, and its root is not: the root is what is missing', async () => {
    const ca = issuing.intermediates[0]!
    for (const chain of [[leafOf(site)], site.chain, [...site.chain, root.ca]]) {
      expect(await said(site, chain, { ca })).toMatch(
        /^trusted-authority-is-no-root: .* because its chain leads to CN=Lab Issuing,O=Lab in ca, which is no root: its issuer, CN=Lab Root,O=Lab, is not trusted here.* Add the root CN=Lab Root,O=Lab to ca in the config, too\.$/,
      )
    }
  })
  test('the intermediate is missing, though the root is sent and trusted', async () => {
    const words = (beside: string) =>
      `server-chain-broken: .* the issuer of its certificate \\(localhost\\), ${issuingName}, was not sent and is not trusted here; what it sent beside \\(${beside}\\) did not issue that\\. Let the server send ${issuingName} after that certificate`
    expect(await said(site, [leafOf(site), root.ca], { ca: root.ca })).toMatch(new RegExp(words(rootName)))
    expect(await said(site, [leafOf(site), root.ca], { ca: remade.ca })).toMatch(new RegExp(words(rootName)))
    const stray = await createAuthority({ subject: 'CN=Stray' })
    expect(await said(site, [leafOf(site), stray.ca], { ca: root.ca })).toMatch(new RegExp(words('CN=Stray')))
  })
  test('the one in the middle is missing', async () => {
    const lower = await issuing.issueIntermediate({ subject: 'CN=Lab Lower,O=Lab' })
    const leaf = await lower.issueServerCertificate()
    const chain = [leafOf(leaf), leaf.chain[1]!, root.ca]
    expect(await said(leaf, chain, { ca: root.ca })).toMatch(
      /^server-chain-broken: .* the issuer of a certificate of its chain \(Lab Lower\), CN=Lab Issuing,O=Lab, was not sent/,
    )
  })
  test('the certificate itself in ca', async () => {
    for (const chain of [[leafOf(site)], site.chain]) {
      expect(await said(site, chain, { ca: leafOf(site) })).toMatch(
        /^server-certificate-in-ca: .* because its certificate \(localhost\) is in ca, which does not do: OpenSSL trusts what a CA has issued by the root of that CA, and CN=Lab /,
      )
    }
  })
  test('nothing of it is there', async () => {
    const stranger = await createAuthority({ subject: 'CN=Stranger' })
    expect(await said(site, [leafOf(site)], { ca: stranger.ca })).toMatch(
      /^server-issuer-not-sent: .* the issuer of that, CN=Lab Issuing,O=Lab, is not trusted here/,
    )
    expect(await said(site, site.chain, { ca: stranger.ca })).toMatch(
      /^server-issuer-unknown: .* no trusted certificate is the issuer of its chain, CN=Lab Root,O=Lab\./,
    )
    expect(await said(site, [...site.chain, root.ca], { ca: stranger.ca })).toMatch(
      /^server-root-not-trusted: .* its chain ends in the root CN=Lab Root,O=Lab, which is not trusted here/,
    )
  })
})

describe('several problems: all are told, and that the remedy of one will not do', () => {
  const rest = 'that alone will not do, as the other problems remain\\.$'
  test.each([
    ['expired, for others', { expired: true, hosts: ['api.internal'] }, 'one more reason: hostname-mismatch\\.'],
    [
      'expired, for others, for clients',
      { expired: true, hosts: ['api.internal'], extendedKeyUsage: ['clientAuth'] },
      '2 more reasons: hostname-mismatch; wrong-purpose\\.',
    ],
    ['not yet valid, for clients', { notYetValid: true, extendedKeyUsage: ['clientAuth'] }, 'one more reason: wrong-'],
  ])('%s', async (_, content, others) => {
    const leaf = await issuing.issueServerCertificate(content)
    expect(await said(leaf, leaf.chain, { ca: root.ca })).toMatch(new RegExp(`, and for ${others}.* ${rest}`))
  })
  test('of a root that is not sent, too', async () => {
    const old = await createAuthority({ subject: 'CN=Old Root', expired: true })
    const leaf = await old.issueServerCertificate({ expired: true })
    expect(await said(leaf, [leafOf(leaf)], { ca: old.ca })).toContain('expired (CN=Old Root in ca)')
  })
})

describe('an authority that has expired is named, with its place', () => {
  const words =
    /^trusted-authority-expired: .* because its chain ends in CN=Old Root in ca, which is expired\. Put the present certificate of that CA into ca/
  test('its leaf sent alone, with the root, and through an intermediate', async () => {
    const old = await createAuthority({ subject: 'CN=Old Root', expired: true })
    const leaf = await old.issueServerCertificate()
    expect(await said(leaf, [leafOf(leaf)], { ca: old.ca })).toMatch(words)
    const lower = await old.issueIntermediate({ subject: 'CN=Lower' })
    const below = await lower.issueServerCertificate()
    expect(await said(below, below.chain, { ca: old.ca })).toMatch(words)
    expect(await said(leaf, [leafOf(leaf), old.ca], { ca: old.ca })).toMatch(/CN=Old Root|\(Old Root\)/)
  })
  test('the one in the middle, when it is that one', async () => {
    const lower = await root.issueIntermediate({ subject: 'CN=Expired Lower', expired: true })
    const leaf = await lower.issueServerCertificate()
    expect(await said(leaf, leaf.chain, { ca: root.ca })).toMatch(
      /^server-certificate-expired: .* a certificate of its chain \(Expired Lower\) expired on \S+ \(1 day ago\)\. Renew/,
    )
  })
})

describe('revoked, while another list is missing: revoked first', () => {
  test('the leaf, without a list of the root', async () => {
    const leaf = await issuing.issueServerCertificate()
    issuing.revoke(leaf)
    const [own] = listsOf(issuing)
    expect(await said(leaf, leaf.chain, { ca: root.ca, crl: own! })).toMatch(
      /^server-certificate-revoked: .* its certificate \(localhost\) is revoked since \S+: the revocation list of CN=Lab Issuing,O=Lab says so, and for 2 more reasons: crl-unavailable \(Lab Issuing\); crl-unavailable \(CN=Lab Root,O=Lab in ca\)\. /,
    )
  })
  test('an intermediate, without a list of it', async () => {
    const owner = await createAuthority({ subject: 'CN=Owner' })
    const lower = await owner.issueIntermediate({ subject: 'CN=Withdrawn' })
    const leaf = await lower.issueServerCertificate()
    owner.revoke(lower.intermediates[0]!)
    const text = await said(leaf, leaf.chain, { ca: owner.ca, crl: owner.crl() })
    expect(text).toMatch(
      /^server-certificate-revoked: .* a certificate of its chain \(Withdrawn\) is revoked since .* one more reason: crl-unavailable \(localhost\)/,
    )
  })
  test('and expired', async () => {
    const owner = await createAuthority({ subject: 'CN=Owner' })
    const leaf = await owner.issueServerCertificate({ expired: true })
    owner.revoke(leaf)
    const text = await said(leaf, leaf.chain, { ca: owner.ca, crl: owner.crl() })
    expect(text).toMatch(/^server-certificate-revoked: .* one more reason: expired/)
  })
})

describe('an IP address in the URL: no name is sent for it', () => {
  test.each([
    ['a host name', ['api.internal']],
    ['two host names', ['api.internal', 'www.internal']],
    ['a wildcard', ['*.internal']],
  ])('a certificate for %s', async (_, hosts) => {
    const leaf = await issuing.issueServerCertificate({ hosts })
    const text = await said(leaf, leaf.chain, { ca: root.ca }, {}, '127.0.0.1')
    expect(text).toMatch(
      /^server-name-not-sent-for-an-address: .* does not have the IP address 127\.0\.0\.1, but DNS:.*; no server name is sent for an address, so a server with several certificates shows its default one\. Use a host name in the URL, or set servername/,
    )
  })
  test('a certificate for another address', async () => {
    const leaf = await issuing.issueServerCertificate({ hosts: ['192.0.2.7'] })
    const text = await said(leaf, leaf.chain, { ca: root.ca }, {}, '127.0.0.1')
    expect(text).toMatch(/^server-name-is-an-address: .* but IP:192\.0\.2\.7\./)
  })
})

describe('the fault of a certificate in detail', () => {
  test.each([
    [
      'name constraints',
      () => root.issueIntermediate({ subject: 'CN=C', nameConstraints: { permitted: ['DNS:lab.example'] } }),
      {},
      /\(localhost\) breaks a name constraint of CN=C, which does not permit DNS:localhost\./,
    ],
    [
      'a CA for clients',
      () => root.issueIntermediate({ subject: 'CN=C', extendedKeyUsage: ['clientAuth'] }),
      {},
      /^server-authority-wrong-purpose: .*\(C\) may not issue certificates for servers: its extended key usage is clientAuth, without serverAuth\. Issue/,
    ],
    [
      'no CA',
      () => root.issueIntermediate({ subject: 'CN=C', isCA: false }),
      {},
      /\(C\) issued a certificate but is not a CA: /,
    ],
    [
      'a path length',
      async () =>
        (await root.issueIntermediate({ subject: 'CN=C', pathLength: 0 })).issueIntermediate({ subject: 'CN=D' }),
      {},
      /\(C\) allows 0 authorities below it, and the chain has 1\./,
    ],
    [
      'a critical extension',
      async () => issuing,
      { extensions: [{ oid: '2.999.1', critical: true, value: '0500' }] },
      /\(localhost\) has a critical extension that OpenSSL does not take as such: 2\.999\.1\./,
    ],
    [
      'a key usage',
      async () => issuing,
      { keyUsage: ['cRLSign'] as const },
      /\(localhost\) is not for TLS servers: its key usage is cRLSign, without .* Issue it with the key usage digitalSignature/,
    ],
    [
      'a client certificate',
      async () => issuing,
      { extendedKeyUsage: ['clientAuth'] },
      /^server-certificate-for-clients: /,
    ],
  ])('%s', async (_, issuer, content, words) => {
    const leaf = await (await issuer()).issueServerCertificate(content)
    expect(await said(leaf, leaf.chain, { ca: root.ca })).toMatch(words)
  })
  test('a chain over the limit of OpenSSL', async () => {
    const large = await issuing.issueServerCertificate({
      extensions: [{ oid: '2.999.2', value: Buffer.concat([Buffer.from('0483010000', 'hex'), Buffer.alloc(65_536)]) }],
    })
    expect(await said(large, [...large.chain, ...large.chain], { ca: root.ca })).toMatch(
      /^server-chain-too-large: .* because its Certificate message has \d+ bytes, and OpenSSL reads 102400 at most: .* Let the server send its own chain alone/,
    )
  })
})
