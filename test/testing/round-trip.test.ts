import { beforeAll, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { runGo, runJava, runOpenssl } from '../../fixtures/run-source.ts'
import { createAuthority, type IssuedCertificate } from '../../src/testing/index.ts'
import { everyField } from './every-field.ts'

// One certificate with every field, as three other readers see it.

let every: IssuedCertificate
let files: Record<string, string | Uint8Array>

beforeAll(async () => {
  const authority = await createAuthority({ subject: 'CN=Trip Root' })
  every = await authority.issueCertificate(everyField)
  // whom its alternative names alone tell: they have to be critical
  const nameless = await authority.issueCertificate({ subject: '', subjectAltNames: ['DNS:a.example'] })
  const texts = { 'a.pem': every.cert, 'a.key': every.key, 'ca.pem': authority.ca, 'nameless.pem': nameless.cert }
  files = { ...texts, 'a.p12': await every.toPkcs12('secret') }
})

const missingOpenssl = requireProgram('openssl')
test.skipIf(missingOpenssl)(`openssl${missingOpenssl ?? ''}`, async () => {
  const text = await runOpenssl(['x509', '-in', 'a.pem', '-noout', '-text'], files)
  for (const line of [
    'Version: 3 (0x2)',
    'Serial Number: 81985529216486895 (0x123456789abcdef)',
    'Not Before: Jan  2 03:04:05 2026 GMT',
    'Not After : Jan  2 03:04:05 2060 GMT',
    'CA:TRUE, pathlen:3',
    'Digital Signature, Certificate Sign, Decipher Only',
    'TLS Web Client Authentication, OCSP Signing',
    'DNS:a.example, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1, URI:spiffe://example/orders, email:a@b.example',
    'Registered ID:1.2.3.4',
    'DNS:example',
    'IP:192.0.2.0/255.255.255.0',
    'DNS:bad.example',
    'URI:http://crl.example/a.crl',
    'OCSP - URI:http://ocsp.example',
    'CA Issuers - URI:http://ca.example/ca.crt',
    '2.999.1:',
  ])
    expect(text).toContain(line)
  const verified = await runOpenssl(['verify', '-x509_strict', '-CAfile', 'ca.pem', 'a.pem', 'nameless.pem'], files)
  expect(verified).toBe('a.pem: OK\nnameless.pem: OK\n')
  expect(await runOpenssl(['pkey', '-in', 'a.key', '-check', '-noout'], files)).toContain('Key is valid')
  const pkcs12 = await runOpenssl(['pkcs12', '-in', 'a.p12', '-passin', 'pass:secret', '-nokeys', '-clcerts'], files)
  expect(pkcs12).toContain(every.chain[0]!.trim())
})

const missingGo = requireProgram('go')
test.skipIf(missingGo)(`Go${missingGo ?? ''}`, async () => {
  expect((await runGo(goReader, { files })).trim().split('\n')).toEqual([
    'CN=every field,O=Example,C=NP from CN=Trip Root 81985529216486895',
    '2026-01-02T03:04:05Z 2060-01-02T03:04:05Z true 3 289 ECDSA-SHA384',
    '[a.example] [192.0.2.1 2001:db8::1] [spiffe://example/orders] [a@b.example]',
    '[2 9] [example] [192.0.2.0/24] [bad.example]',
    '[http://crl.example/a.crl] [http://ocsp.example] [http://ca.example/ca.crt] true',
  ])
})

const missingJava = requireProgram('java')
test.skipIf(missingJava)(`Java${missingJava ?? ''}`, async () => {
  expect((await runJava(javaReader, { files })).trim().split('\n')).toEqual([
    '123456789abcdef 3 SHA384withECDSA true',
    '2026-01-02T03:04:05Z 2060-01-02T03:04:05Z',
    'digitalSignature keyCertSign decipherOnly',
    '[1.3.6.1.5.5.7.3.2, 1.3.6.1.5.5.7.3.9]',
    '0 1 2 4 6 7 7 8',
    '0500',
  ])
})

const goReader = `package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"time"
)

func main() {
	pair, err := tls.LoadX509KeyPair("a.pem", "a.key")
	if err != nil { panic(err) }
	a, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil { panic(err) }
	ca, _ := os.ReadFile("ca.pem")
	roots := x509.NewCertPool()
	fine := roots.AppendCertsFromPEM(ca)
	if _, err := a.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil { panic(err) }
	fmt.Println(a.Subject, "from", a.Issuer, a.SerialNumber)
	fmt.Println(a.NotBefore.Format(time.RFC3339), a.NotAfter.Format(time.RFC3339), a.IsCA, a.MaxPathLen, int(a.KeyUsage), a.SignatureAlgorithm)
	fmt.Println(a.DNSNames, a.IPAddresses, a.URIs, a.EmailAddresses)
	fmt.Println(a.ExtKeyUsage, a.PermittedDNSDomains, a.PermittedIPRanges, a.ExcludedDNSDomains)
	fmt.Println(a.CRLDistributionPoints, a.OCSPServer, a.IssuingCertificateURL, fine)
}
`

const javaReader = `
import java.io.*;
import java.security.KeyStore;
import java.security.cert.*;
import java.util.*;
import java.util.stream.*;

public class Main {
  public static void main(String[] arguments) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate a = (X509Certificate) factory.generateCertificate(new FileInputStream("a.pem"));
    X509Certificate ca = (X509Certificate) factory.generateCertificate(new FileInputStream("ca.pem"));
    a.verify(ca.getPublicKey());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new FileInputStream("a.p12"), "secret".toCharArray());
    boolean same = store.getCertificate(store.aliases().nextElement()).equals(a);
    System.out.println(a.getSerialNumber().toString(16) + " " + a.getBasicConstraints() + " " + a.getSigAlgName() + " " + same);
    System.out.println(a.getNotBefore().toInstant() + " " + a.getNotAfter().toInstant());
    String[] names = {"digitalSignature", "", "", "", "", "keyCertSign", "", "", "decipherOnly"};
    boolean[] usage = a.getKeyUsage();
    System.out.println(IntStream.range(0, usage.length).filter(i -> usage[i]).mapToObj(i -> names[i]).collect(Collectors.joining(" ")));
    System.out.println(a.getExtendedKeyUsage());
    System.out.println(a.getSubjectAlternativeNames().stream().map(one -> one.get(0).toString()).sorted().collect(Collectors.joining(" ")));
    byte[] value = a.getExtensionValue("2.999.1");
    System.out.println(HexFormat.of().formatHex(value, 2, value.length));
  }
}
`
