import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { looksRandom, randomStretches } from '../../src/config/random-text.ts'
import { holdsSecret, withoutSecrets } from '../../src/config/secret-text.ts'

/** Base64 that has the look of chance and is the same in each run. */
function texts(count: number, length: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    createHash('sha256').update(`text ${index}`).digest('base64').slice(0, length),
  )
}

test.each([
  { length: 16, missed: 5 },
  { length: 20, missed: 1 },
  { length: 24, missed: 0.3 },
  { length: 40, missed: 0.01 },
])('of random texts of $length characters, fewer than $missed in 1,000 pass for words', ({ length, missed }) => {
  const all = texts(20_000, length)
  expect(all.filter((text) => !looksRandom(text)).length).toBeLessThan((all.length / 1000) * missed)
})

test.each([
  'HcCAQEEIFGTSgDQP',
  'MHcCAQEEIFGTSgDQPABCDefgh',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg',
  'certs/HcCAQEEIFGTSgDQP',
  'd8e8fca2dc0f896fd7cb4cb0031ba249',
])('%s', (text) => expect(looksRandom(text)).toBe(true))

describe('names of files are none', () => {
  test.each([
    'MyCompanyClientCert2024',
    'certs/X509/ClientA',
    'Q4-Report/X1/Client2B',
    'PROD_CLIENT_CERT_V2_KEY',
    'mTLSClientCertEC256',
    'TLSv1_3-RSA4096-SHA256',
    'kundenschnittstelle',
    'certificat-de-l-entreprise',
    'llaves/servidor-pruebas',
    'ISRG_Root_X1-cross-signed',
    'ECDSA_P256_SHA256_client',
    'gRPC-mTLS-CA-v2',
    'ABN_AMRO_NL_PSD2_QWAC',
    'node_modules/node-v20-linux-x64',
    'client-2026-11-27-expires-soon',
    'correcthorsebatterystaple',
    '/var/lib/kubelet/pods/4e1f2b3c-5d6e-4f70-8a9b-0c1d2e3f4a5b/volumes/kubernetes.io~secret/orders-tls/tls.crt',
    '/var/lib/kubelet/pki/kubelet-client-2026-11-27-10-11-12.pem',
    '/etc/letsencrypt/archive/www.müller-söhne.de/privkey12.pem',
    'orders-7d9f8b6c5-x2x4z.pem',
    'certs/client-3f2a1bc9.pem',
    'certs/cert_8f14e45fceea.pem',
    'certs/20261127T101112Z-client.pem',
    'certs/2026-11-27T10-11-12.345Z.pem',
    'certs/AWS-IoT/a1b2c3d4e5-certificate.pem.crt',
    'certs/cluster-ca-prod-eu1-k8s-v1-29.crt',
    'certs/MQ_QMGR01_APP1_SVRCONN.p12',
    'certs/vpn-rz2-fw03-ike.crt',
    'certs/PKIX-TLSv1.3-mTLS.crt',
    'certs/IBAN-DE89370400440532013000.pem',
    'spec/support/certs/ClientTLSv12.key',
    'src/test/resources/keystore/clientKeystoreV2.p12',
    '/srv/www/vhosts/x1y2.example.org/ssl/client.pem',
    '/srv/git/repo-8f3a/certs/client.pem',
    'build/tmp.X7a9Bq2Z/client.pem',
    '/usr/share/ca-certificates/mozilla/TUBITAK_Kamu_SM_SSL_Kok_Sertifikasi_-_Surum_1.crt',
    '/usr/share/ca-certificates/mozilla/NetLock_Arany_=Class_Gold=_Főtanúsítvány.crt',
    'C:\\ProgramData\\Keyfactor\\Certs\\ORDERS-PRD-01.pfx',
    'certs/CN=Max Mustermann, OU=IT.p12',
    'certs/ip-172-31-5-250.eu-west-1.compute.internal.pem',
    'クライアント証明書.p12',
    'm%C3%BCller-schl%C3%BCssel.pem',
    '1.3.6.1.4.1.311.20.2.3',
  ])('%s', (text) => expect(holdsSecret(text)).toBe(false))
})

test('a stretch goes from the first random character to the last', () => {
  const text = 'certs/Vm3kQz9xT1bRw7Lp.pem'
  expect(randomStretches(text).map((stretch) => text.slice(...stretch))).toEqual(['Vm3kQz9xT1bRw7Lp'])
})

test('what is between two of them in a word is left out with them', () => {
  expect(withoutSecrets('no file /srv/Vm3kQz9xT1bRw7Lp/orders/Zx8vNq4tYb2cKd5w.pem, says Node')).toBe(
    'no file /srv/….pem, says Node',
  )
})

test.each([
  '48.129.135.2.1.0.48.19.6.7.42.134.72.206.61.2.1.6.8.42',
  '-48, 129, -121, 2, 1, 0, 48, -19, 6, 7, 42',
  '3082-04bd-0201-0030-0d06-092a-8648-86f7-0d01-0101',
  '308204bd-0201-4030-8d06-092a864886f7/0d010101-0500-4482-84a7-308204a30201/00',
  '&#77;&#73;&#71;&#72;&#65;&#103;&#69;&#65;',
  'M,I,G,H,A,g,E,A,M,B,M,G,B,y',
  'Vm3kQz9x.T1bRw7Lp.Zx8vNq4t.Yb2cKd5w',
  '60057701530011223344556677889900112233445566',
])('%s', (text) => expect(holdsSecret(text)).toBe(true))
