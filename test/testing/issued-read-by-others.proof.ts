import { beforeAll, describe, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { runGo, runJava, runOpenssl } from '../../fixtures/run-source.ts'
import { type Authority, createAuthority, type IssuedCertificate, type KeyType } from '../../src/testing/index.ts'

let authority: Authority
let orders: IssuedCertificate

beforeAll(async () => {
  authority = await createAuthority({ subject: 'CN=Lab Root', intermediates: ['CN=Lab Issuing'] })
  orders = await authority.issueClientCertificate({ subject: 'CN=orders,O=Example', validFor: '90 days' })
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
