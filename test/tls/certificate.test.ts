import 'reflect-metadata'
import { createHash, X509Certificate as NodeCertificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509'
import { beforeAll, describe, expect, it } from 'vitest'
import { issueCertificate } from '../../fixtures/issue-certificate.ts'
import { createKeyPair, type KeyPair, type KeyType } from '../../fixtures/key-pair.ts'
import { readCertificate } from '../../src/tls/certificate.ts'
import { parseCertificate } from '../../src/tls/parsed-certificate.ts'

const keyTypes: KeyType[] = ['rsa', 'rsa-1024', 'ec', 'ec-p384', 'ed25519']
const keyNames = { rsa: 'RSA 2048', 'rsa-1024': 'RSA 1024', ec: 'EC P-256', 'ec-p384': 'EC P-384', ed25519: 'Ed25519' }
const keys = new Map<KeyType, KeyPair>()

beforeAll(async () => {
  for (const type of keyTypes) keys.set(type, await createKeyPair(type))
})

function der(pem: string): Uint8Array {
  return new NodeCertificate(pem).raw
}

describe('the root certificates that Node has', () => {
  it.each(rootCertificates.map((pem) => new NodeCertificate(pem)))('reads $subject as Node does', (theirs) => {
    const ours = readCertificate(theirs.raw)
    expect(parseCertificate(theirs.raw).defects).toEqual([])
    expect(ours).toMatchObject({
      serialNumber: theirs.serialNumber,
      fingerprint256: theirs.fingerprint256,
      validFrom: new Date(theirs.validFrom).toISOString(),
      validTo: new Date(theirs.validTo).toISOString(),
      isCA: theirs.ca,
      pem: theirs.toString(),
      publicKey: keyName(theirs),
    })
    expect(nodeLines(ours.subject)).toBe(theirs.subject)
    expect(nodeLines(ours.issuer)).toBe(theirs.issuer)
    expect(ours.signatureAlgorithm).not.toMatch(/^\d/)
  })
})

/** An RFC 4514 string as Node prints a name: an attribute a line, least specific first. */
function nodeLines(name: string): string {
  return name
    .split(/(?<!\\),/)
    .reverse()
    .join('\n')
}

function keyName({ publicKey }: NodeCertificate): string {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  if (publicKey.asymmetricKeyType === 'rsa') return `RSA ${modulusLength}`
  return `EC ${{ prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }[namedCurve as string]}`
}

describe('certificates of every kind', () => {
  const subjects = [
    'CN=orders',
    'CN=a\\, b\\+c,OU=no. 1,O=Größe & Söhne',
    'CN=orders,DC=example,DC=com',
    'C=DE,O=x,CN=y',
  ]
  const names = [
    [],
    [{ type: 'dns', value: 'api.internal' } as const, { type: 'ip', value: '192.0.2.1' } as const],
    [{ type: 'url', value: 'spiffe://example/orders' } as const, { type: 'email', value: 'a@b.example' } as const],
    [{ type: 'ip', value: '2001:db8::1' } as const, { type: 'dn', value: 'CN=dir' } as const],
  ]
  const purposes = [[], ['1.3.6.1.5.5.7.3.2'], ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'], ['1.2.3.4']]
  const cases = keyTypes.flatMap((keyType, k) =>
    subjects.flatMap((subject, s) =>
      names.map((subjectAltNames, n) => ({ keyType, subject, subjectAltNames, n, k, s })),
    ),
  )

  it.each(cases)(
    'reads as Node and @peculiar/x509 do: $keyType $subject, names $n',
    async ({ k, s, n, ...content }) => {
      const { publicKey, privateKey } = keys.get(content.keyType) as KeyPair
      const pem = await issueCertificate(
        {
          ...content,
          publicKey,
          serialNumber: ['01', 'ff00', '7f', '00f0'][n] as string,
          extendedKeyUsage: purposes[(s + n) % 4] as string[],
          isCA: k % 2 === 0,
          notAfter: n === 3 ? new Date(Date.UTC(2070 + k, 1, 3)) : new Date(Date.UTC(2045, s, 28, 23, 59, 58)),
        },
        { key: privateKey },
      )
      const node = new NodeCertificate(pem)
      const peculiar = new X509Certificate(pem)
      const ours = readCertificate(node.raw)
      expect(parseCertificate(node.raw).defects).toEqual([])
      expect(ours).toMatchObject({
        serialNumber: node.serialNumber,
        fingerprint256: node.fingerprint256,
        validFrom: peculiar.notBefore.toISOString(),
        validTo: peculiar.notAfter.toISOString(),
        isCA: peculiar.getExtension(BasicConstraintsExtension)?.ca === true,
        extendedKeyUsage: (peculiar.getExtension(ExtendedKeyUsageExtension)?.usages ?? []).map(purposeName),
        subjectAltNames: (peculiar.getExtension(SubjectAlternativeNameExtension)?.names.items ?? []).map(
          ({ type, value }) => `${sanTypes[type as keyof typeof sanTypes]}:${value.replace(', ', ',')}`,
        ),
        publicKey: keyNames[content.keyType],
        pem: node.toString(),
      })
      expect(nodeLines(ours.subject)).toBe(node.subject)
    },
  )

  const sanTypes = { dns: 'DNS', ip: 'IP', url: 'URI', email: 'email', dn: 'dirName' }

  function purposeName(identifier: unknown): string {
    const known: Record<string, string> = { '1.3.6.1.5.5.7.3.1': 'serverAuth', '1.3.6.1.5.5.7.3.2': 'clientAuth' }
    return known[String(identifier)] ?? String(identifier)
  }
})

describe('a damaged certificate', () => {
  const whole = der(rootCertificates[0] as string)

  it('keeps its fingerprint, its PEM form and what could be read', () => {
    const damaged = Uint8Array.from(whole)
    const serial = readCertificate(whole).serialNumber.toLowerCase()
    const place = Buffer.from(whole).indexOf(Buffer.from(serial, 'hex'))
    // the issuer comes after the serial number and the signature algorithm: make its tag one of no type
    const issuer = place + serial.length / 2 + 2 + (damaged[place + serial.length / 2 + 1] as number)
    damaged[issuer] = 0x04
    const { fingerprint256, serialNumber, subject, signatureAlgorithm } = readCertificate(damaged)
    expect({ serialNumber, subject, signatureAlgorithm }).toEqual({
      serialNumber: readCertificate(whole).serialNumber,
      subject: '',
      signatureAlgorithm: readCertificate(whole).signatureAlgorithm,
    })
    expect(fingerprint256.replaceAll(':', '').toLowerCase()).toBe(createHash('sha256').update(damaged).digest('hex'))
    expect(parseCertificate(damaged).defects).toEqual([
      'Certificate.Certificate.tbsCertificate.issuer: expected tag 0x30, got 0x04',
    ])
  })

  it('never throws, wherever it ends', () => {
    const clean = Array.from(whole, (_, length) => parseCertificate(whole.subarray(0, length))).filter(
      ({ defects }) => defects.length === 0,
    )
    expect(clean).toEqual([])
  })
})

describe('a certificate that comes again', () => {
  const roots = rootCertificates.slice(0, 100).map((pem) => der(pem))

  it('reads the same, however many came in between', () => {
    const first = roots.map((root) => readCertificate(root))
    expect(roots.map((root) => readCertificate(root.slice()))).toEqual(first)
    expect(readCertificate(roots[99]!)).toEqual(first[99])
  })

  it('is not what somebody made of it before', () => {
    const expected = structuredClone(readCertificate(roots[0]!))
    const changed = readCertificate(roots[0]!)
    Object.assign(changed, { subject: 'CN=changed' })
    changed.subjectAltNames.push('DNS:changed')
    changed.extendedKeyUsage.push('changed')
    expect(readCertificate(roots[0]!)).toEqual(expected)
  })
})
