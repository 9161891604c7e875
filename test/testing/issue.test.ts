import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '../../src/request/index.ts'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  loadAuthority,
  serve,
} from '../../src/testing/index.ts'
import { parseCertificate } from '../../src/tls/parsed-certificate.ts'
import { everyField } from './every-field.ts'

let authority: Authority
let orders: IssuedCertificate
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kit-'))
  authority = await createAuthority({ subject: 'CN=Lab Root', intermediates: ['CN=Lab Issuing'] })
  orders = await authority.issueClientCertificate({ subject: 'CN=orders,O=Example', validFor: '90 days' })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('an issued certificate', () => {
  test('brings its chain along, and a key that is its own', () => {
    expect(orders.chain).toHaveLength(2)
    expect(orders.cert).toBe(orders.chain.join(''))
    const [leaf, issuing] = orders.chain.map((pem) => new X509Certificate(pem)) as [X509Certificate, X509Certificate]
    const root = new X509Certificate(authority.ca)
    expect(leaf.checkPrivateKey(createPrivateKey(orders.key))).toBe(true)
    expect(leaf.verify(issuing.publicKey) && leaf.checkIssued(issuing)).toBe(true)
    expect(issuing.verify(root.publicKey) && issuing.checkIssued(root)).toBe(true)
  })

  test('has every field that was asked for', async () => {
    const { certificate, cert } = await authority.issueCertificate({
      ...everyField,
      subject: { ...everyField.subject, OU: ['a', 'b'] },
      keyUsage: ['digitalSignature', 'decipherOnly'],
      extendedKeyUsage: ['clientAuth', '1.3.6.1.4.1.99999.1'],
      nameConstraints: { ...everyField.nameConstraints, excluded: ['dirName:O=Other'] },
      extensions: [{ oid: '2.999.1', critical: true, value: '0500' }],
    })
    const parsed = parseCertificate(new X509Certificate(cert).raw)
    expect(parsed.defects).toEqual([])
    expect(certificate).toMatchObject({
      subject: 'CN=every field,O=Example,C=NP,OU=a,OU=b',
      issuer: 'CN=Lab Issuing',
      serialNumber: '0123456789ABCDEF',
      validFrom: '2026-01-02T03:04:05.000Z',
      validTo: '2060-01-02T03:04:05.000Z',
      publicKey: 'EC P-384',
      signatureAlgorithm: 'ecdsa-with-SHA384',
      extendedKeyUsage: ['clientAuth', '1.3.6.1.4.1.99999.1'],
      isCA: true,
      subjectAltNames: everyField.subjectAltNames,
    })
    expect(parsed).toMatchObject({
      basicConstraints: { isCA: true, pathLength: 3 },
      keyUsage: ['digitalSignature', 'decipherOnly'],
      crlDistributionPoints: [{ type: 'URI', value: 'http://crl.example/a.crl' }],
    })
    expect(parsed.extensions.find(({ identifier }) => identifier === '2.999.1')).toMatchObject({ critical: true })
    const organisation = parsed.subject!.attributes.flat().find(({ type }) => type === 'O')
    expect(organisation!.der[0]).toBe(0x13)
  })

  test.each<[options: object, message: string]>([
    [{ subjekt: 'CN=x' }, 'There is no option "subjekt".\n    Did you mean subject?'],
    [{ subject: 'orders' }, '"orders" is no distinguished name: "orders" is no attribute; write CN=orders,O=Example.'],
    [{ subject: { CNN: 'x' } }, 'There is no attribute "CNN" of a name'],
    [{ keyType: 'EC P-257' }, '"keyType": there is no key type "EC P-257"'],
    [{ validFor: '90 dayz' }, "validFor\n    Found '90 dayz'.\n    Write a duration: '90 days' or { days: 90 }."],
    [{ expired: true, notYetValid: true }, 'Give "expired" or "notYetValid", not both.'],
    [{ subjectAltNames: ['a.example'] }, '"a.example" is no alternative name'],
    [{ keyUsage: ['signing'] }, "keyUsage[0]\n    Found 'signing', which is none of the valid values."],
    [{ extendedKeyUsage: ['client'] }, 'There is no purpose "client"'],
    [{ pathLength: 1 }, '"pathLength" is for authorities'],
    [{ expired: '100 years' }, 'this one would begin or end in the year 19'],
    [{ validTo: new Date(253_402_300_800_000) }, 'this one would begin or end in the year 10000.'],
    [{ subject: { C: 'Österreich' } }, 'C is a printableString here, which cannot hold "Ö".'],
    [{ subject: { CN: { bmpString: '😀' } } }, 'CN is a bmpString here, which cannot hold "😀".'],
    [{ subjectAltNames: ['email:ü@example.com'] }, '"email:ü@example.com": before the "@"'],
    [{ subjectAltNames: ['DNS:bü cher'] }, '"bü cher" is no domain name.'],
    [{ subjectAltNames: ['URI:ü'] }, '"URI:ü" has letters beyond ASCII, and is no URL'],
    [{ subjectAltNames: ['IP:fe80::1%eth0'] }, '"fe80::1%eth0" is no IP address.'],
    [{ nameConstraints: { permitted: ['IP:10.0.0.0/33'] } }, '"IP:10.0.0.0/33": "33" is no mask for this address'],
    [{ nameConstraints: { permitted: ['IP:10.0.0.0/ffff::'] } }, '"ffff::" is no mask for this address'],
    [{ serialNumber: '00' }, "serialNumber\n    Found '00'.\n    Write hexadecimal digits of a number above 0."],
    [{ extensions: [{ oid: '1.40.1', value: '0500' }] }, '"1.40.1" is no object identifier'],
    [{ extensions: [{ oid: '1.2.3', value: '050' }] }, "extensions[0].value\n    Found '050'."],
    [{ keyType: 'RSA 7' }, '"keyType": this Node makes no key of "RSA 7"'],
    [{ hash: 'MD5' }, "hash\n    Found 'MD5', which is none of the valid values."],
  ])('refuses %o', async (options, message) => {
    await expect(async () => authority.issueClientCertificate(options)).rejects.toThrow(message)
  })

  test.each(['https://localhost', 'localhost:8443', 'local host', ''])('is for no host called %o', async (host) => {
    await expect(authority.issueServerCertificate({ hosts: [host] })).rejects.toThrow(
      `"hosts": "${host}" is no name of a host and no address; write localhost or 127.0.0.1, without scheme and port.`,
    )
  })

  test('names hosts and addresses beyond ASCII as they are looked up', async () => {
    const subjectAltNames = ['URI:https://bücher.example/ü', 'email:orders@bücher.example']
    const { certificate } = await authority.issueServerCertificate({ hosts: ['*.bücher.example'], subjectAltNames })
    expect(certificate.subjectAltNames).toEqual([
      'DNS:*.xn--bcher-kva.example',
      'URI:https://xn--bcher-kva.example/%C3%BC',
      'email:orders@xn--bcher-kva.example',
    ])
  })

  test.each(['1', '7f', 'ff', `ff${'ab'.repeat(19)}`, `7f${'ab'.repeat(20)}`])(
    'has the serial number %s',
    async (serialNumber) => {
      const { certificate } = await authority.issueCertificate({ serialNumber })
      expect(BigInt(`0x${certificate.serialNumber}`)).toBe(BigInt(`0x${serialNumber}`))
    },
  )

  test('says its subject and never its key', () => {
    const secret = orders.key.split('\n')[1]!
    const shown = [inspect(orders, { depth: 9, showHidden: true }), JSON.stringify(orders), String(orders)]
    const authorityShown = [inspect(authority, { depth: 9 }), JSON.stringify(authority)]
    expect([...shown, ...authorityShown].join()).not.toContain(secret)
    expect([...shown, ...authorityShown].join()).not.toContain(authority.key.split('\n')[1]!)
    expect(inspect(orders)).toMatch(/^IssuedCertificate \{ CN=orders,O=Example, issued by CN=Lab Issuing, valid until /)
    expect(inspect(authority)).toBe('Authority { CN=Lab Issuing, under CN=Lab Root }')
    let message = ''
    try {
      expect({ orders }).toEqual({ orders: 1 })
    } catch (error) {
      message = inspect(error, { depth: 9 }) + JSON.stringify(error)
    }
    expect(message).toContain('CN=orders')
    expect(message).not.toContain(secret)
  })

  test('is written to files, the key for its owner alone, also in the place of an open one', async () => {
    await writeFile(join(folder, 'orders.key'), 'open', { mode: 0o644 })
    const files = await orders.writeTo(folder)
    expect(files).toEqual({ cert: join(folder, 'orders.crt'), key: join(folder, 'orders.key') })
    expect(await readFile(files.cert, 'utf8')).toBe(orders.cert)
    expect(await readFile(files.key, 'utf8')).toBe(orders.key)
    expect((await stat(files.key)).mode & 0o777).toBe(0o600)
    const encrypted = await orders.writeTo(folder, { name: 'encrypted', passphrase: 'secret' })
    expect(await readFile(encrypted.key, 'utf8')).toContain('ENCRYPTED')
  })
})

test.each([
  [{ validFrom: '2030-01-01', validTo: '2029-01-01' }, '"validFrom" (2030-01-01T00:00:00.000Z) is after "validTo"'],
  [{ nameConstraints: {} }, '"nameConstraints" has no name'],
  [{ nameConstraints: { permitted: [] } }, '"nameConstraints" has no name'],
  [{ subject: '' }, 'A certificate needs a "subject" or "subjectAltNames".'],
  [
    {
      extensions: [
        { oid: '2.999.1', value: '0500' },
        { oid: '2.999.1', value: '0500' },
      ],
    },
    '"extensions" has "2.999.1" twice',
  ],
])('no certificate that nobody could read: %j', async (options, message) => {
  await expect(authority.issueCertificate(options)).rejects.toThrow(message)
})

describe('an authority', () => {
  test('that exists issues as it did before', async () => {
    const { cert, key } = await authority.writeTo(folder, { name: 'ca', passphrase: 'secret' })
    const loaded = await loadAuthority({ cert, key, passphrase: 'secret' })
    expect(loaded.ca).toBe(authority.ca)
    const issued = await loaded.issueClientCertificate({ subject: 'CN=later' })
    expect(issued.chain[1]).toBe(orders.chain[1])
    expect(new X509Certificate(issued.cert).verify(new X509Certificate(orders.chain[1]!).publicKey)).toBe(true)
  })

  test('is read out of a PKCS#12 file, and has to be one', async () => {
    const small = await createAuthority({ subject: 'CN=Small' })
    const copy = await small.issueCertificate({ subject: 'CN=Small', isCA: true })
    const pfx = await copy.toPkcs12('secret')
    expect((await loadAuthority({ pfx, passphrase: 'secret' })).subject).toBe('CN=Small')
    await expect(loadAuthority({ pfx, passphrase: 'wrong' })).rejects.toThrow(/^loadAuthority\(\): passphrase: /)
    await expect(loadAuthority(orders)).rejects.toThrow('CN=orders,O=Example is no authority')
  })

  test.each(['made', 'loaded'])('%s with an identifier of its own is found by it, in its lists too', async (how) => {
    const extensions = [{ oid: '2.5.29.14', value: '04080102030405060708' }]
    const made = await createAuthority({ subject: 'CN=Own Identifier', extensions })
    const own = how === 'made' ? made : await loadAuthority(made)
    const [good, revoked] = [await own.issueClientCertificate(), await own.issueClientCertificate()]
    own.revoke(revoked)
    await using server = await serve({ authority: own, clientCertificates: 'required', crl: own.crl() })
    const client = createClient({ ca: own })
    expect((await client.request(server.url, { clientCert: good })).status).toBe(200)
    await expect(client.request(server.url, { clientCert: revoked })).rejects.toThrow('certificate_revoked')
    await client.close()
  })

  test('has lists that ended in the past, and none that ended before they began', () => {
    const nextUpdate = '2020-01-31T00:00:00Z'
    expect(() => authority.crl({ nextUpdate })).not.toThrow()
    expect(() => authority.crl({ nextUpdate, thisUpdate: '2030-01-01' })).toThrow(
      '"thisUpdate" (2030-01-01T00:00:00.000Z) is after "nextUpdate" (2020-01-31T00:00:00.000Z).',
    )
    expect(() => authority.ocspResponse(orders, { thisUpdate: '2099-01-01' })).toThrow('"thisUpdate" (2099')
  })

  test('revokes only what it has issued', async () => {
    const other = await createAuthority()
    expect(() => other.revoke(orders)).toThrow('CN=orders,O=Example was not issued by CN=Test Authority')
  })
})
