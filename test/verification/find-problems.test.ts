import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, authorityOf, clientAuth, createAuthority } from '../../fixtures/authority.ts'
import {
  expired,
  issueIntermediateWith,
  issueServerWith,
  notYetValid,
  permittedDomain,
  type ServerFaults,
  selfSigned,
  unknownCriticalExtension,
} from '../../fixtures/faulty.ts'
import { issueCertificate } from '../../fixtures/issue-certificate.ts'
import { createKeyPair } from '../../fixtures/key-pair.ts'
import { createRevokingAuthority, issueRevocationList } from '../../fixtures/revocation-list.ts'
import { readCertificate } from '../../src/tls/certificate.ts'
import type { CertificateProblemClass } from '../../src/tls/handshake.ts'
import { findProblems } from '../../src/verification/find-problems.ts'
import { derOf, judge } from './node-verdict.ts'

const keyAgreementOnly = 16
const certSignOnly = 32
const digitalSignatureOnly = 1
const otherHost = { hosts: ['other.example'] }

let authority: Authority
let ca: string[]

beforeAll(async () => {
  authority = await createAuthority()
  ca = [authority.certificate]
})

/** As `CertificateProblem.subject`. */
const subjectOf = ({ certificate }: Authority) => readCertificate(derOf(certificate)[0]!).subject

type Expected = [code: string, ...classes: CertificateProblemClass[]]

describe('a certificate of a trusted authority', () => {
  test.each<[string, ServerFaults, ...Expected]>([
    ['expired', expired(), 'CERT_HAS_EXPIRED', 'expired'],
    ['not yet valid', notYetValid(), 'CERT_NOT_YET_VALID', 'not-yet-valid'],
    ['other host', otherHost, 'ERR_TLS_CERT_ALTNAME_INVALID', 'hostname-mismatch'],
    ['expired, other host', { ...expired(), ...otherHost }, 'CERT_HAS_EXPIRED', 'expired', 'hostname-mismatch'],
    ['for clients', { extendedKeyUsage: [clientAuth] }, 'INVALID_PURPOSE', 'wrong-purpose'],
    ['for signing alone', { keyUsage: certSignOnly }, 'INVALID_PURPOSE', 'wrong-purpose'],
    ['changed', { badSignature: true }, 'CERT_SIGNATURE_FAILURE', 'bad-signature'],
    ['changed, expired', { badSignature: true, ...expired() }, 'CERT_HAS_EXPIRED', 'expired', 'bad-signature'],
    ['SHA-1', { hash: 'SHA-1' }, 'CA_MD_TOO_WEAK', 'weak-signature'],
    ['critical', { extensions: [unknownCriticalExtension()] }, 'UNHANDLED_CRITICAL_EXTENSION', 'unhandled-extension'],
    [
      'everything',
      { ...notYetValid(), ...otherHost, extendedKeyUsage: [clientAuth], hash: 'SHA-1' },
      'CERT_NOT_YET_VALID',
      'not-yet-valid',
      'hostname-mismatch',
      'wrong-purpose',
      'weak-signature',
    ],
  ])('%s', async (_, faults, code, ...classes) => {
    const judged = await judge(await issueServerWith(authority, faults), { ca })
    expect(judged.classes).toEqual(classes)
    expect(judged.problems.filter((problem) => problem.code !== undefined)).toMatchObject([{ code, position: 0 }])
  })

  test.each<[string, ServerFaults]>([
    ['sound', {}],
    ['key agreement', { keyUsage: keyAgreementOnly }],
    ['its name only as common name, which Node accepts', { hosts: [], subject: 'CN=localhost' }],
  ])('%s: no problem', async (_, faults) => {
    const judged = await judge(await issueServerWith(authority, faults), { ca })
    expect(judged).toMatchObject({ nodeError: undefined, problems: [] })
  })
})

describe('a self-signed certificate', () => {
  test('that is expired and for another host has three problems, not the one that Node reports', async () => {
    const judged = await judge(await selfSigned({ ...expired(), ...otherHost }))
    expect(judged.nodeError?.code).toBe('CERT_HAS_EXPIRED')
    expect(judged.problems).toEqual([
      {
        class: 'self-signed',
        message: 'CN=other.example is a self-signed certificate, and it is not trusted.',
        subject: 'CN=other.example',
        position: 0,
      },
      {
        class: 'expired',
        code: 'CERT_HAS_EXPIRED',
        message: expect.stringMatching(
          /^CN=other\.example has expired: it was valid until \S+Z, 1 day earlier \(certificate has expired\)\.$/,
        ),
        subject: 'CN=other.example',
        position: 0,
      },
      {
        class: 'hostname-mismatch',
        message: 'CN=other.example is not for localhost: it is for DNS:other.example.',
        subject: 'CN=other.example',
        position: 0,
      },
    ])
  })

  test('has the same three when nothing is known of what is trusted', async () => {
    const judged = await judge(await selfSigned({ ...expired(), ...otherHost }), { anchorsKnown: false })
    expect(judged.classes).toEqual(['self-signed', 'expired', 'hostname-mismatch'])
  })

  test('is one problem', async () => {
    const judged = await judge(await selfSigned())
    expect(judged.problems).toMatchObject([{ class: 'self-signed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }])
  })

  test('is none when it is trusted, and then only the rest is', async () => {
    const sound = await selfSigned()
    expect(await judge(sound, { ca: [sound.certificate] })).toMatchObject({ problems: [] })
    const old = await selfSigned(expired())
    expect((await judge(old, { ca: [old.certificate] })).classes).toEqual(['expired'])
  })
})

describe('trust', () => {
  test('a leaf without its issuer: an unknown issuer, and a chain with a gap', async () => {
    const intermediate = await issueIntermediateWith(authority)
    const { certificate, key } = await issueServerWith(intermediate)
    const judged = await judge({ chain: certificate, key }, { ca })
    expect(judged.classes).toEqual(['unknown-issuer', 'incomplete-chain'])
    expect(judged.problems[0]).toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      subject: 'CN=Faulty Intermediate',
    })
    expect(judged.problems[1]?.message).toContain('did not send the certificate of its issuer, CN=Faulty Intermediate')
    // The same server with its whole chain is trusted.
    expect((await judge(await issueServerWith(intermediate), { ca })).nodeError).toBeUndefined()
  })

  test('a chain whose root is not trusted', async () => {
    const leaf = await issueServerWith(await issueIntermediateWith(authority))
    const without = await judge(leaf)
    expect(without.problems).toMatchObject([
      {
        class: 'unknown-issuer',
        code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        subject: subjectOf(authority),
      },
    ])
    const withRoot = await judge({ chain: leaf.chain + authority.certificate, key: leaf.key })
    expect(withRoot.problems).toMatchObject([
      { class: 'self-signed', code: 'SELF_SIGNED_CERT_IN_CHAIN', position: 2 },
      { class: 'unknown-issuer', position: 2 },
    ])
  })

  test('of two authorities with one name and key the longer valid counts', async () => {
    const { publicKey, privateKey } = await createKeyPair()
    const content = { subject: 'CN=Renewed', publicKey, isCA: true }
    const old = await issueCertificate({ ...content, ...expired() }, { key: privateKey })
    const renewed = await issueCertificate(content, { key: privateKey })
    const leaf = await issueServerWith(authorityOf(renewed, privateKey), expired())
    for (const ca of [
      [old, renewed],
      [renewed, old],
    ]) {
      expect((await judge(leaf, { ca })).problems).toMatchObject([{ class: 'expired', position: 0 }])
    }
  })

  test('a trusted intermediate is no anchor without its root', async () => {
    const intermediate = await issueIntermediateWith(authority)
    const judged = await judge(await issueServerWith(intermediate), { ca: [intermediate.certificate] })
    expect(judged.problems).toMatchObject([{ class: 'unknown-issuer', code: 'UNABLE_TO_GET_ISSUER_CERT' }])
  })

  test('an expired certificate of an unknown issuer has both, where Node reports one', async () => {
    const judged = await judge(await issueServerWith(authority, expired()))
    expect(judged.nodeError?.code).toBe('CERT_HAS_EXPIRED')
    expect(judged.classes).toEqual(['unknown-issuer', 'incomplete-chain', 'expired'])
  })

  test('without anchors to compare, nothing is claimed of an issuer that Node had nothing against', async () => {
    const judged = await judge(await issueServerWith(authority, expired()), { ca, anchorsKnown: false })
    expect(judged.classes).toEqual(['expired'])
  })
})

describe('an authority in the chain', () => {
  test.each<[string, Parameters<typeof issueIntermediateWith>[1], ...Expected]>([
    ['expired', expired(), 'CERT_HAS_EXPIRED', 'expired'],
    ['not yet valid', notYetValid(), 'CERT_NOT_YET_VALID', 'not-yet-valid'],
    ['not a CA', { isCA: false }, 'KEYUSAGE_NO_CERTSIGN', 'not-a-ca'],
    ['not for signing', { keyUsage: digitalSignatureOnly }, 'KEYUSAGE_NO_CERTSIGN', 'not-a-ca'],
    ['for clients', { extendedKeyUsage: [clientAuth] }, 'INVALID_PURPOSE', 'wrong-purpose'],
  ])('%s', async (_, faults, code, ...classes) => {
    const intermediate = await issueIntermediateWith(authority, faults)
    const judged = await judge(await issueServerWith(intermediate), { ca })
    expect(judged.classes).toEqual(classes)
    expect(judged.problems).toMatchObject([{ code, subject: 'CN=Faulty Intermediate', position: 1 }])
  })

  test('that says by basic constraints alone that it is none', async () => {
    const intermediate = await issueIntermediateWith(authority, { isCA: false, keyUsage: false })
    const judged = await judge(await issueServerWith(intermediate), { ca })
    // OpenSSL gives it the same code as a wrong purpose.
    expect(judged.problems).toMatchObject([{ class: 'not-a-ca', code: 'INVALID_PURPOSE', position: 1 }])
  })

  test('that allows no further authority below it', async () => {
    const top = await issueIntermediateWith(authority, { subject: 'CN=Top', pathLength: 0 })
    expect((await judge(await issueServerWith(top), { ca })).nodeError).toBeUndefined()
    const judged = await judge(await issueServerWith(await issueIntermediateWith(top)), { ca })
    expect(judged.problems).toMatchObject([
      { class: 'path-too-long', code: 'PATH_LENGTH_EXCEEDED', subject: 'CN=Top', position: 2 },
    ])
  })

  test('that permits other names', async () => {
    const extensions = [permittedDomain('lab.example')]
    const intermediate = await issueIntermediateWith(authority, { extensions })
    const servername = 'a.lab.example'
    const inside = await judge(await issueServerWith(intermediate, { hosts: [servername] }), { ca, servername })
    expect(inside.nodeError).toBeUndefined()
    const outside = await judge(await issueServerWith(intermediate), { ca })
    expect(outside.problems).toMatchObject([{ class: 'name-constraint', code: 'PERMITTED_VIOLATION', position: 0 }])
    expect(outside.problems[0]?.message).toContain('does not permit DNS:localhost')
  })

  test('is found in any place of the chain; what is on no path does not count', async () => {
    const intermediate = await issueIntermediateWith(authority)
    const stray = await selfSigned(expired())
    const leaf = await issueServerWith(intermediate)
    const chain = leaf.certificate + stray.certificate + intermediate.certificate
    expect((await judge({ chain, key: leaf.key })).problems).toMatchObject([{ class: 'unknown-issuer' }])
  })
})

describe('revocation lists', () => {
  test('a revoked certificate, and a list that is missing or out of date', async () => {
    const revoking = await createRevokingAuthority()
    const ca = [revoking.certificate]
    const revoked = await issueServerWith(revoking)
    const sound = await issueServerWith(revoking)
    const list = issueRevocationList(revoking, { revoked: [revoked] })
    const old = issueRevocationList(revoking, { nextUpdate: new Date(Date.now() - 1000) })
    const foreign = issueRevocationList(await createRevokingAuthority('Other'))
    expect((await judge(sound, { ca, crl: list })).nodeError).toBeUndefined()
    expect((await judge(revoked, { ca, crl: list })).problems).toMatchObject([
      { class: 'revoked', code: 'CERT_REVOKED' },
    ])
    for (const [crl, code] of [
      [old, 'CRL_HAS_EXPIRED'],
      [foreign, 'UNABLE_TO_GET_CRL'],
    ] as const) {
      expect((await judge(sound, { ca, crl })).problems).toMatchObject([{ class: 'crl-unavailable', code }])
    }
  })
})

describe('without a connection', () => {
  // Later than the certificates that the tests make.
  const at = new Date(Date.now() + 60_000)
  const host = 'localhost'

  test('what Node trusted has no problem', async () => {
    const chain = derOf((await selfSigned(expired())).chain)
    expect(findProblems({ chain, host, at, trusted: true })).toEqual([])
  })

  test('what Node has not judged is judged by the anchors, and not at all without them', async () => {
    const chain = derOf((await selfSigned(expired())).chain)
    expect(findProblems({ chain, host, at, trusted: false })).toEqual([])
    expect(findProblems({ chain, host, at, trusted: false, trustAnchors: [] })).toMatchObject([
      { class: 'self-signed' },
      { class: 'expired' },
    ])
  })

  test('the moment decides about dates', async () => {
    const { notBefore, notAfter } = expired()
    const { chain, certificate } = await selfSigned(expired())
    const trustAnchors = [new X509Certificate(certificate)]
    const classesAt = (at: Date) =>
      findProblems({ chain: derOf(chain), host, at, trusted: false, trustAnchors }).map((problem) => problem.class)
    expect(classesAt(new Date(notBefore.getTime() - 2000))).toEqual(['not-yet-valid'])
    expect(classesAt(new Date(notAfter.getTime() - 2000))).toEqual([])
    expect(classesAt(new Date(notAfter.getTime() + 2000))).toEqual(['expired'])
  })

  test('the name sent goes before the host', async () => {
    const { chain, certificate } = await selfSigned(otherHost)
    const input = { chain: derOf(chain), host, at, trusted: false, trustAnchors: [new X509Certificate(certificate)] }
    expect(findProblems(input)).toMatchObject([{ class: 'hostname-mismatch' }])
    expect(findProblems({ ...input, servername: 'other.example' })).toEqual([])
  })

  test('OpenSSL decides about strength by its security level', async () => {
    const chain = derOf((await issueServerWith(authority, { keyType: 'rsa-1024' })).chain)
    const trustAnchors = [new X509Certificate(authority.certificate)]
    const classesAt = (securityLevel: number) =>
      findProblems({ chain, host, at, trusted: false, trustAnchors, securityLevel }).map((problem) => problem.class)
    expect(classesAt(1)).toEqual([])
    expect(classesAt(2)).toEqual(['weak-key'])
  })

  test('its default level is that of this Node', async () => {
    const judged = await judge(await issueServerWith(authority, { keyType: 'rsa-1024' }), { ca })
    expect(judged.ownClasses.length === 0).toBe(judged.nodeError === undefined)
  })

  test("a name that Node alone refuses is the leaf's problem", async () => {
    const nodeError = {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      message: "Hostname/IP does not match certificate's altnames",
    }
    const chain = derOf((await issueServerWith(authority)).chain)
    expect(findProblems({ chain, host, at, trusted: false, nodeError })).toEqual([
      {
        class: 'hostname-mismatch',
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        message: "Node refused the certificate: Hostname/IP does not match certificate's altnames.",
        subject: 'CN=localhost',
        position: 0,
      },
    ])
  })

  test("an error that only Node knows is listed in Node's words", () => {
    const nodeError = { code: 'CERT_REVOKED', message: 'certificate revoked' }
    expect(findProblems({ chain: [], host, at, trusted: false, nodeError })).toEqual([
      { class: 'revoked', code: 'CERT_REVOKED', message: 'Node refused the certificate: certificate revoked.' },
    ])
  })
})
