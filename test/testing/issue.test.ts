import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { runGo, runJava, runOpenssl } from '../../fixtures/run-source.ts'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  type KeyType,
  loadAuthority,
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
    [{ hash: 'MD5' }, "hash\n    Found 'MD5', which is none of the valid values."],
  ])('refuses %o', async (options, message) => {
    await expect(async () => authority.issueClientCertificate(options)).rejects.toThrow(message)
  })

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

  test('revokes only what it has issued', async () => {
    const other = await createAuthority()
    expect(() => other.revoke(orders)).toThrow('CN=orders,O=Example was not issued by CN=Test Authority')
  })
})

const missingOpenssl = requireProgram('openssl')
describe.skipIf(missingOpenssl)(`openssl reads${missingOpenssl ? ` (${missingOpenssl})` : ''}`, () => {
  test.each<KeyType>(['EC P-256', 'EC P-384', 'EC P-521', 'RSA 2048', 'RSA-PSS 2048', 'Ed25519', 'Ed448'])(
    'certificates of an authority with a key of %s',
    async (keyType) => {
      const one = await createAuthority({ keyType, intermediates: [{ subject: 'CN=Middle', keyType }] })
      const site = await one.issueServerCertificate({ keyType })
      const files = { 'ca.pem': one.ca, 'site.pem': site.cert }
      const args = [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_hostname',
        'localhost',
        '-CAfile',
        'ca.pem',
      ]
      expect(await runOpenssl([...args, '-untrusted', 'site.pem', 'site.pem'], files)).toBe('site.pem: OK\n')
      expect(site.certificate.publicKey).toBe(keyType)
    },
  )

  test('names, and the text of a certificate', async () => {
    const subject = 'CN=a\\, b \\E2\\82\\AC+UID=u,OU="x, y",emailAddress=a@b.example,DC=example'
    const odd = await authority.issueClientCertificate({ subject })
    const text = await runOpenssl(['x509', '-in', 'a.pem', '-noout', '-subject', '-nameopt', 'RFC2253,utf8,-esc_msb'], {
      'a.pem': odd.cert,
    })
    expect(text.trim()).toBe('subject=UID=u+CN=a\\, b €,OU=x\\, y,emailAddress=a@b.example,DC=example')
  })

  test('PKCS#12 of both kinds', async () => {
    for (const legacy of [false, true]) {
      const files = { 'a.p12': await orders.toPkcs12('pä$$', { legacy }) }
      const args = ['pkcs12', '-in', 'a.p12', '-passin', 'pass:pä$$', '-nodes', ...(legacy ? ['-legacy'] : [])]
      const text = await runOpenssl(args, files)
      expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
      expect(text).toContain('BEGIN PRIVATE KEY')
    }
  })

  test('revocation lists and OCSP responses', async () => {
    const one = await createAuthority({ subject: 'CN=Revoking', intermediates: ['CN=Below'] })
    const [good, bad] = [await one.issueClientCertificate(), await one.issueClientCertificate()]
    one.revoke(bad, { reason: 'keyCompromise' })
    const files = {
      'ca.pem': one.ca,
      'below.pem': one.intermediates.join(''),
      'crl.pem': one.crl(),
      'good.pem': good.cert,
      'bad.pem': bad.cert,
      'good.der': one.ocspResponse(good),
      'bad.der': one.ocspResponse(bad),
    }
    const verify = ['verify', '-crl_check_all', '-CRLfile', 'crl.pem', '-CAfile', 'ca.pem', '-untrusted', 'below.pem']
    expect(await runOpenssl([...verify, 'good.pem'], files)).toContain('good.pem: OK')
    expect(await runOpenssl([...verify, 'bad.pem'], files)).toContain('certificate revoked')
    const list = await runOpenssl(['crl', '-in', 'crl.pem', '-noout', '-text', '-CAfile', 'below.pem'], files)
    expect(list).toContain('Key Compromise')
    const ocsp = (name: string) => ['ocsp', '-respin', `${name}.der`, '-issuer', 'below.pem', '-cert', `${name}.pem`]
    expect(await runOpenssl([...ocsp('good'), '-CAfile', 'ca.pem'], files)).toMatch(
      /^good.pem: good[\s\S]*Response verify OK/,
    )
    expect(await runOpenssl([...ocsp('bad'), '-CAfile', 'ca.pem'], files)).toMatch(
      /^bad.pem: revoked[\s\S]*Response verify OK/,
    )
  })
})

const missingGo = requireProgram('go')
test.skipIf(missingGo)(`Go reads certificates, keys and lists${missingGo ? ` (${missingGo})` : ''}`, async () => {
  const one = await createAuthority({ subject: 'CN=Go Root', intermediates: ['CN=Go Issuing'] })
  const issued: Record<string, IssuedCertificate> = {}
  for (const keyType of ['EC P-256', 'EC P-384', 'EC P-521', 'RSA 2048', 'Ed25519'] as const) {
    issued[keyType.replace(' ', '-')] = await one.issueServerCertificate({ keyType })
  }
  one.revoke(issued['EC-P-256']!)
  const files: Record<string, string> = { 'ca.pem': one.ca, 'crl.pem': one.crls()[0]! }
  for (const [name, { cert, key }] of Object.entries(issued)) Object.assign(files, { [`${name}.pem`]: cert + key })
  const output = await runGo(goReader, { files, arguments: Object.keys(issued) })
  expect(output).toBe(
    `${Object.keys(issued)
      .map((name) => `${name} ok ${name === 'EC-P-256'}`)
      .join('\n')}\n`,
  )
})

const missingJava = requireProgram('java')
test.skipIf(missingJava)(
  `Java reads certificates, PKCS#12 and lists${missingJava ? ` (${missingJava})` : ''}`,
  async () => {
    const one = await createAuthority({ subject: 'CN=Java Root', intermediates: ['CN=Java Issuing'] })
    const client = await one.issueClientCertificate({
      subject: 'CN=java,O=Example',
      subjectAltNames: ['URI:spiffe://a/b'],
    })
    one.revoke(client)
    const files = {
      'ca.pem': one.ca,
      'crl.pem': one.crls()[0]!,
      'new.p12': await client.toPkcs12('secret'),
      'old.p12': await client.toPkcs12('secret', { legacy: true }),
    }
    expect(await runJava(javaReader, { files })).toBe(
      'O=Example,CN=java 2 PKIX revoked\nO=Example,CN=java 2 PKIX revoked\n',
    )
  },
)

const goReader = `package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func main() {
	ca, _ := os.ReadFile("ca.pem")
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	file, _ := os.ReadFile("crl.pem")
	block, _ := pem.Decode(file)
	list, err := x509.ParseRevocationList(block.Bytes)
	if err != nil { panic(err) }
	for _, name := range os.Args[1:] {
		pair, err := tls.LoadX509KeyPair(name+".pem", name+".pem")
		if err != nil { panic(err) }
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		if err != nil { panic(err) }
		issuing, _ := x509.ParseCertificate(pair.Certificate[1])
		between := x509.NewCertPool()
		between.AddCert(issuing)
		if err := list.CheckSignatureFrom(issuing); err != nil { panic(err) }
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: "localhost"}); err != nil { panic(err) }
		revoked := false
		for _, one := range list.RevokedCertificates {
			if one.SerialNumber.Cmp(leaf.SerialNumber) == 0 { revoked = true }
		}
		fmt.Println(name, "ok", revoked)
	}
}
`

const javaReader = `
import java.io.*;
import java.nio.file.*;
import java.security.KeyStore;
import java.security.cert.*;
import java.util.*;

public class Main {
  public static void main(String[] arguments) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate root = (X509Certificate) factory.generateCertificate(new FileInputStream("ca.pem"));
    X509CRL list = (X509CRL) factory.generateCRL(new FileInputStream("crl.pem"));
    for (String name : new String[] {"new.p12", "old.p12"}) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new FileInputStream(name), "secret".toCharArray());
      String alias = store.aliases().nextElement();
      if (store.getKey(alias, "secret".toCharArray()) == null) throw new Exception("no key");
      java.security.cert.Certificate[] chain = store.getCertificateChain(alias);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      validator.validate(factory.generateCertPath(List.of(chain)), parameters);
      list.verify(chain[1].getPublicKey());
      X509Certificate leaf = (X509Certificate) chain[0];
      String subject = leaf.getSubjectX500Principal().getName();
      List<String> parts = new ArrayList<>(List.of(subject.split(",")));
      Collections.sort(parts, Comparator.reverseOrder());
      System.out.println(String.join(",", parts) + " " + chain.length + " " + validator.getAlgorithm() + " " + (list.isRevoked(leaf) ? "revoked" : "good"));
    }
  }
}
`
