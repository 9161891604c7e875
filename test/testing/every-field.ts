import type { CertificateOptions } from '../../src/testing/index.ts'

/** Every field that a certificate of the kit can have; both tests that read one change what their readers differ in. */
export const everyField = {
  subject: { CN: 'every field', O: { printableString: 'Example' }, C: 'NP' },
  subjectAltNames: [
    'DNS:a.example',
    'IP:192.0.2.1',
    'IP:2001:db8::1',
    'URI:spiffe://example/orders',
    'email:a@b.example',
    'dirName:CN=other,O=Example',
    'registeredID:1.2.3.4',
    'otherName:1.3.6.1.4.1.311.20.2.3;user@example',
  ],
  validFrom: new Date('2026-01-02T03:04:05Z'),
  validTo: '2060-01-02T03:04:05Z',
  keyType: 'EC P-384',
  hash: 'SHA-384',
  keyUsage: ['digitalSignature', 'keyCertSign', 'decipherOnly'],
  extendedKeyUsage: ['clientAuth', 'OCSPSigning'],
  isCA: true,
  pathLength: 3,
  nameConstraints: { permitted: ['DNS:example', 'IP:192.0.2.0/24'], excluded: ['DNS:bad.example'] },
  crlUrls: ['http://crl.example/a.crl'],
  ocspUrls: ['http://ocsp.example'],
  issuerUrls: ['http://ca.example/ca.crt'],
  extensions: [{ oid: '2.999.1', value: '0500' }],
  serialNumber: '0123456789abcdef',
} satisfies CertificateOptions
