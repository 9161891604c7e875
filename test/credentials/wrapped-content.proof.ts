import { afterEach, describe, expect, test } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { ClientCertificateEntry } from '../../src/config/options.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { body, mangles } from './mangled-secrets.ts'
import { type Form, useNginx } from './use-nginx.ts'

const missing = requireProgram('nginx', 'openssl')

/** Ways in which a key and a certificate arrive from variables, secret stores and editors, and are still whole. */
const readable = [
  'in double quotes',
  'in single quotes',
  'in backticks',
  'in typographic quotes',
  'with one quote lost',
  'with \\n written out',
  'with \\n written out twice',
  'with \\r\\n written out',
  'with CRLF',
  'on one line',
  'with spaces for line ends',
  'with tabs for line ends',
  'with backslashes at the line ends',
  'indented',
  'without its first line',
  'its body alone',
  'with four dashes',
  'with one dash',
  'with en dashes',
  'with em dashes',
  'with its marker in small letters',
  'as base64',
  'as base64 in lines',
  'as base64 for URLs',
  'as hexadecimal',
  'as hexadecimal with colons',
  'its DER as hexadecimal',
  'percent-encoded',
  'as a URL with data',
  'as a JSON string',
  'as a line of .env',
  'as an export of a shell',
  'with a BOM',
  'after a comment',
]

describe.skipIf(missing)('content in the wrappings of variables and tools, verified by nginx', () => {
  const { forms, verified, refusal } = useNginx()

  afterEach(() => {
    delete process.env.WRAPPED
  })

  test.each(readable)('a key %s: as a string, in a file, from a variable', async (name) => {
    const key = mangles[name]!(forms().ec.key)
    expect(await verified({ cert: 'ec.pem', key })).toBe('SUCCESS CN=ec')
    forms().write('wrapped.key', key)
    expect(await verified({ cert: 'ec.pem', key: 'wrapped.key' })).toBe('SUCCESS CN=ec')
    process.env.WRAPPED = key
    expect(await verified({ cert: 'ec.pem', key: '${WRAPPED}' })).toBe('SUCCESS CN=ec')
  })

  test.each(readable)('a certificate %s', async (name) => {
    // The body of a chain is of several certificates, which nothing separates.
    const isOne = /first line|alone|DER/.test(name)
    const cert = mangles[name]!(isOne ? forms().ec.certificate : forms().ec.chain)
    const more = isOne ? [forms().read('intermediate.pem').toString()] : []
    expect(await verified({ cert: [cert, ...more], key: 'ec.key' })).toBe('SUCCESS CN=ec')
  })

  test('base64 of base64, in quotes, in a file', async () => {
    const twice = (text: string) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64')
    forms().write('twice.key', `"${twice(forms().ec.key)}"\n`)
    expect(await verified({ cert: twice(forms().ec.chain), key: 'twice.key' })).toBe('SUCCESS CN=ec')
  })

  test.each<[string, (pfx: Buffer) => string | Buffer]>([
    ['base64 in a file', (pfx) => pfx.toString('base64')],
    ['base64 in lines', (pfx) => pfx.toString('base64').replaceAll(/.{64}/g, '$&\r\n')],
    ['base64 of base64', (pfx) => Buffer.from(pfx.toString('base64')).toString('base64')],
    ['hexadecimal', (pfx) => pfx.toString('hex')],
    ['the armour of certutil -encode', (pfx) => armour('CERTIFICATE', pfx)],
    ['an armour of its own', (pfx) => armour('PKCS12', pfx)],
    ['bytes behind it', (pfx) => Buffer.concat([pfx, Buffer.from('\r\n\0\0')])],
    ['a line end behind it', (pfx) => Buffer.concat([pfx, Buffer.from('\n')])],
    ['a block of zeros behind it', (pfx) => Buffer.concat([pfx, Buffer.alloc(512)])],
    ['a block of 0xff behind it', (pfx) => Buffer.concat([pfx, Buffer.alloc(512, 0xff)])],
    ['itself behind it', (pfx) => Buffer.concat([pfx, pfx])],
    ['text behind it', (pfx) => Buffer.concat([pfx, Buffer.from('-----BEGIN NOTHING-----\n')])],
  ])('PKCS#12: %s', async (_, wrap) => {
    const content = wrap(forms().ec.pfx({ passphrase: 'p' }))
    forms().write('wrapped.p12', content)
    expect(await verified({ pfx: 'wrapped.p12', passphrase: 'p' })).toBe('SUCCESS CN=ec')
    expect(await verified({ pfx: content, passphrase: 'p' })).toBe('SUCCESS CN=ec')
  })

  test.each(['AES-256', 'DES3'])('an encrypted key whose line ends were lost: %s', async (cipher) => {
    const args = ['-traditional', `-${cipher.toLowerCase()}`, '-in', 'rsa.key', '-passout', 'pass:secret']
    forms().openssl({ out: 'traditional.key' }, 'rsa', ...args.map((one) => one.replace('-aes-256', '-aes256')))
    const pem = forms().read('traditional.key').toString()
    for (const flat of [pem.replaceAll('\n', ' '), pem.replaceAll('\n', '\\n'), pem.replaceAll('\n', '')]) {
      forms().write('flat.key', flat)
      expect(await verified({ cert: 'rsa.pem', key: 'flat.key', passphrase: 'secret' })).toBe('SUCCESS CN=rsa')
    }
  })

  describe('answers of secret stores', () => {
    const stores: [string, (certificate: string, key: string) => unknown, cert: string, key: string][] = [
      [
        'HashiCorp Vault',
        (certificate, key) => ({
          request_id: 'a',
          lease_id: '',
          data: { certificate, private_key: key, issuing_ca: '' },
        }),
        '.data.certificate',
        '.data.private_key',
      ],
      [
        'AWS Secrets Manager',
        (cert, key) => ({ ARN: 'arn:aws:x', Name: 'orders', SecretString: JSON.stringify({ cert, key }) }),
        '.SecretString | fromjson | .cert',
        '.SecretString | fromjson | .key',
      ],
      [
        'AWS Certificate Manager',
        (Certificate, PrivateKey) => ({ Certificate, CertificateChain: '', PrivateKey }),
        '.Certificate',
        '.PrivateKey',
      ],
      [
        'AWS Systems Manager',
        (cert, key) => ({ Parameter: { Name: '/orders', Type: 'SecureString', Value: JSON.stringify({ cert, key }) } }),
        '.Parameter.Value | fromjson | .cert',
        '.Parameter.Value | fromjson | .key',
      ],
      [
        'Kubernetes',
        (cert, key) => ({
          apiVersion: 'v1',
          kind: 'Secret',
          data: { 'tls.crt': Buffer.from(cert).toString('base64'), 'tls.key': Buffer.from(key).toString('base64') },
        }),
        '.data["tls.crt"]',
        '.data["tls.key"]',
      ],
    ]

    test.each(stores)('%s: taken, and the field named', async (origin, write, certField, keyField) => {
      forms().write('store.json', JSON.stringify(write(forms().ec.chain, forms().ec.key)))
      const form = { cert: 'store.json', key: 'store.json' }
      expect(await verified(form)).toBe('SUCCESS CN=ec')
      expect(await warnings(form)).toEqual([
        `cert: The file store.json is JSON as ${origin} writes it; its field ${certField} is used. Save that field alone: jq -r '${certField}' store.json.`,
        `key: The file store.json is JSON as ${origin} writes it; its field ${keyField} is used. Save that field alone: jq -r '${keyField}' store.json.`,
      ])
    })

    test('the remedy works: the field alone', async () => {
      forms().write('field.key', `${Buffer.from(forms().ec.key).toString('base64')}\n`)
      expect(await verified({ cert: 'ec.pem', key: 'field.key' })).toBe('SUCCESS CN=ec')
    })

    test('a field that is not there, and more than one', async () => {
      forms().write('store.json', JSON.stringify({ lease_id: '', data: { certificate: forms().ec.chain } }))
      expect(await refusal({ cert: 'store.json', key: 'store.json' })).toMatchInlineSnapshot(
        `"clientCertificates[0].key: The file store.json is JSON as HashiCorp Vault writes it; no field of it holds a private key. What can be read is in .data.certificate. Give the private key alone."`,
      )
      const keys = { old: forms().rsa.key, new: forms().ec.key }
      forms().write('store.json', JSON.stringify({ SecretString: JSON.stringify(keys) }))
      expect(await refusal({ cert: 'ec.pem', key: 'store.json' })).toMatchInlineSnapshot(
        `"clientCertificates[0].key: The file store.json is JSON as AWS Secrets Manager writes it. Its fields .SecretString | fromjson | .old, .SecretString | fromjson | .new can be meant. Save one of them alone: jq -r '.SecretString | fromjson | .old' store.json."`,
      )
    })
  })

  test('what has lost too much is refused, and not shown', async () => {
    const half = body(forms().ec.key).slice(0, 90)
    expect(await refusal({ cert: 'ec.pem', key: half })).toMatchInlineSnapshot(
      `"clientCertificates[0].key: The content holds no private key that OpenSSL can read. No file has that name either; what was given is not shown, since it may be a secret. Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER. Or name a file that exists."`,
    )
    expect(await refusal({ cert: 'ec.pem', key: 'hunter2' })).toMatchInlineSnapshot(
      `"clientCertificates[0].key: The content holds no private key. No file has that name either; what was given is not shown, since it may be a secret. Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER. Or name a file that exists."`,
    )
    expect(
      await refusal({ cert: 'ec.pem', key: mangles['without its last line']!(forms().ec.key) }),
    ).toMatchInlineSnapshot(
      `"clientCertificates[0].key: The content is damaged: its key (line 1) has no END line. Copy the file again."`,
    )
    expect(
      await refusal({ cert: 'ec.pem', key: mangles['with a damaged marker']!(forms().ec.key) }),
    ).toMatchInlineSnapshot(
      `"clientCertificates[0].key: The content holds no private key. Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER."`,
    )
  })

  async function warnings(form: Form): Promise<string[]> {
    const entry = { host: 'localhost', port: '*', ...form } as ClientCertificateEntry
    const config = { ca: 'root.pem', clientCertificates: [entry] }
    const loaded = await loadConfig({ root: forms().folder, config, check: checkCredentials })
    return loaded.warnings.map(
      ({ path, message, remedy }) => `${path.replace('clientCertificates[0].', '')}: ${message} ${remedy}`,
    )
  }
})

function armour(label: string, der: Buffer): string {
  const lines = der.toString('base64').replaceAll(/.{64}/g, '$&\r\n')
  return `-----BEGIN ${label}-----\r\n${lines}\r\n-----END ${label}-----\r\n`
}
