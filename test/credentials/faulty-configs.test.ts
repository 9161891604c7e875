import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createLab, type Lab, passphrase } from './lab.ts'
import { body } from './mangled-secrets.ts'

let lab: Lab
const errors: string[] = []

beforeAll(async () => {
  lab = await createLab()
  const ca = read('ca.pem')
  const key = read('orders.key')
  const small = await (await createAuthority()).issueClient({ keyType: 'rsa-1024' })
  lab.write('small.crt', small.certificate)
  lab.write('small.key', small.key)
  lab.write('orders.jks', Buffer.from('feedfeed0000000200000001', 'hex'))
  lab.write('empty.pem', '')
  lab.write('text.pem', 'Please ask the platform team for the file.\n')
  lab.write('damaged.pem', `${ca}-----BEGIN CERTIFICATE-----\n${'A'.repeat(64)}\n-----END CERTIFICATE-----\n`)
  lab.write('cut.pem', ca + ca.slice(0, ca.length / 2))
  lab.write('request.pem', ca.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'))
  lab.write('damaged-list.pem', ca.replaceAll('CERTIFICATE', 'X509 CRL'))
  lab.write('two.key', key + read('billing.key'))
  lab.write('damaged.key', key.replace(/\n.{8}/, '\n'))
  lab.write('ssh.key', key.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY'))
  lab.write(
    'lfs.pem',
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32\nsize 1704\n',
  )
  lab.write('crypted.key', Buffer.from('\0GITCRYPT\0abcdefgh'))
  lab.write('vaulted.key', '$ANSIBLE_VAULT;1.1;AES256\n6162636465666768\n')
  lab.write('sops.yaml', 'key: ENC[AES256_GCM,data:YWJj,iv:YQ==,tag:YQ==,type:str]\nsops:\n  version: 3.8.1\n')
  lab.write('key.age', 'age-encryption.org/v1\n-> X25519 YWJj\n')
  lab.write('page.pem', '<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>')
  lab.write('id.pub', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@here\n')
  lab.write('kubeconfig', `users:\n- name: me\n  user:\n    client-key-data: ${Buffer.from(key).toString('base64')}\n`)
  symlinkSync('nowhere.key', path.join(lab.folder, 'dangling.key'))
  lab.write('putty.ppk', `PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\nPrivate-Lines: 3\n${body(key)}`)
  lab.write('key.pvk', Buffer.from('1ef1b5b00000000001000000', 'hex'))
  lab.write('key.blob', Buffer.from('0702000000a4000052534132', 'hex'))
  lab.write('key.zip', Buffer.from('504b03040a00000000008776', 'hex'))
  lab.write('armoured.p12', ca.replaceAll('CERTIFICATE', 'PKCS12'))
  lab.write('orders.der', new X509Certificate(read('orders.crt')).raw)
  lab.write('pgp.asc', key.replaceAll('PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'))
  lab.write('key.jwk', JSON.stringify(createPrivateKey(key).export({ format: 'jwk' })))
  lab.write('secret.yaml', `apiVersion: v1\nkind: Secret\ndata:\n  tls.key: ${Buffer.from(key).toString('base64')}\n`)
  lab.write('cut.p12', readFileSync(path.join(lab.folder, 'orders.p12')).subarray(0, 300))
})

afterAll(() => lab.remove())

afterEach(() => {
  const text = errors.splice(0).join('\n')
  expect(text).not.toMatch(/canary|^\s+at /m)
  for (const name of ['orders.key', 'billing.key']) {
    for (const line of read(name)
      .split('\n')
      .filter((one) => /^\w{16}/.test(one))) {
      expect(text).not.toContain(line.slice(0, 16))
    }
  }
})

function read(name: string): string {
  return readFileSync(path.join(lab.folder, name), 'utf8')
}

async function errorOf(...input: Parameters<Lab['errorOf']>): Promise<string> {
  errors.push(await lab.errorOf(...input))
  return errors[0]!
}

async function errorOfFile(...input: Parameters<Lab['errorOfFile']>): Promise<string> {
  errors.push(await lab.errorOfFile(...input))
  return errors[0]!
}

test('an unknown option', async () => {
  expect(await errorOf({ http3: true })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      http3
        There is no option "http3".
        Did you mean http2?"
  `)
})

test('an unknown option that is like no other', async () => {
  expect(await errorOf({ certificateAuthorities: 'ca.pem' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      certificateAuthorities
        There is no option "certificateAuthorities".
        Valid here: ca, trustDefaultCAs, crl, clientCertificates, verify, minVersion, maxVersion, ciphers, http2, proxy, resumption, requestOCSP, unusedEntries, capture, profiles."
  `)
})

test('a misspelt option of an entry', async () => {
  expect(
    await errorOf({
      clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.key', passphrse: 'canary-passphrase' }],
    }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].passphrse
        There is no option "passphrse".
        Did you mean passphrase?"
  `)
})

test('a misspelt host', async () => {
  expect(
    await errorOf({ clientCertificates: [{ hots: 'a', cert: 'orders.crt', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].hots
        There is no option "hots".
        Did you mean host?"
  `)
})

test('a misspelt option of a bundle', async () => {
  expect(await errorOf({ ca: [{ file: 'ca.pem', host: 'a' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0].host
        There is no option "host".
        Did you mean hosts?"
  `)
})

test('no object', async () => {
  expect(await errorOf(['ca.pem'])).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      the whole file
        The configuration is no object.
        Export or write an object of options."
  `)
})

test('clientCertificates that are no list', async () => {
  expect(await errorOf({ clientCertificates: { host: 'a', pfx: 'orders.p12' } })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates
        Found an object.
        Write a list: [ ... ]."
  `)
})

test('an entry that is no object', async () => {
  expect(await errorOf({ clientCertificates: ['orders.p12'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0]
        Found 'orders.p12'.
        Write an object with name, host, port, cert, key, pfx, passphrase, servername, verify, enabled, optional."
  `)
})

test('no host', async () => {
  expect(await errorOf({ clientCertificates: [{ pfx: 'orders.p12', passphrase }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0]
        The option \`host\` is missing.
        Add \`host\`."
  `)
})

test('an empty host', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: '', cert: 'orders.crt', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].host
        The host '' is empty.
        Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'."
  `)
})

test('a host with a path', async () => {
  expect(
    await errorOf({
      clientCertificates: [{ host: 'https://api.internal/orders', cert: 'orders.crt', key: 'orders.key' }],
    }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].host
        The host 'https://api.internal/orders' has a path, and a certificate is for a whole host.
        Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'."
  `)
})

test('a host that is a number', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 5, cert: 'orders.crt', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].host
        Found the number 5.
        Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'."
  `)
})

test('a host with a space', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'api internal', cert: 'orders.crt', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].host
        The host of 12 characters has a space in it.
        Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'."
  `)
})

test('a host with two ports', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a:8443', port: 9443, cert: 'orders.crt', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].port
        The entry names two ports: 8443 in \`host\` and 9443 in \`port\`.
        Name the port in one place."
  `)
})

test('a host with a port out of range', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a:99999', cert: 'orders.crt', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].host
        The host 'a:99999' has a port that is no number from 1 to 65535.
        Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'."
  `)
})

test('a port out of range', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.key', port: 0 }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].port
        Found the number 0.
        Write a number from 1 to 65535, or '*' for any port."
  `)
})

test('a port that is text', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.key', port: 'https' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].port
        Found 'https'.
        Write a number from 1 to 65535, or '*' for any port."
  `)
})

test('no certificate', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0]
        The entry has no certificate.
        Add \`cert\` and \`key\`, or \`pfx\`."
  `)
})

test('a certificate without a key', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0]
        The entry has \`cert\` without \`key\`.
        Add \`key\`; a file that holds both may be named twice."
  `)
})

test('a key without a certificate', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', key: 'orders.key' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0]
        The entry has \`key\` without \`cert\`.
        Add \`cert\`; a file that holds both may be named twice."
  `)
})

test('an empty list of certificates', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', cert: [], key: 'orders.key' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0]
        The entry has \`key\` without \`cert\`.
        Add \`cert\`; a file that holds both may be named twice."
  `)
})

test('pfx and cert', async () => {
  expect(
    await errorOf({
      clientCertificates: [{ host: 'a', pfx: 'orders.p12', cert: 'orders.crt', key: 'orders.key', passphrase }],
    }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0]
        The entry has \`pfx\` and \`cert\` or \`key\`.
        Keep \`pfx\`, or \`cert\` with \`key\`."
  `)
})

test('a passphrase that is a number', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.key', passphrase: 123456 }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].passphrase
        Found a number.
        Write a string."
  `)
})

test('a name that is a number', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.key', name: 7 }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].name
        Found the number 7.
        Write a string."
  `)
})

test('verify that is text', async () => {
  expect(await errorOf({ verify: 'no' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      verify
        Found 'no'.
        Write true or false."
  `)
})

test('verify by host that is text', async () => {
  expect(await errorOf({ verify: { '*.lab.example': 'no' } })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      verify["*.lab.example"]
        Found 'no'.
        Write true or false."
  `)
})

test('verify for no host', async () => {
  expect(await errorOf({ verify: { 'a b': false } })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      verify["a b"]
        The host of 3 characters has a space in it.
        Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'."
  `)
})

test('a version that does not exist', async () => {
  expect(await errorOf({ minVersion: 'TLS1.2' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      minVersion
        Found 'TLS1.2', which is none of the valid values.
        Write one of 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'. Did you mean 'TLSv1.2'?"
  `)
})

test('versions the wrong way round', async () => {
  expect(await errorOf({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      maxVersion
        \`maxVersion\` TLSv1.2 is below \`minVersion\` TLSv1.3.
        Raise \`maxVersion\` or lower \`minVersion\`."
  `)
})

test('ciphers that OpenSSL does not have', async () => {
  expect(await errorOf({ ciphers: 'NO-SUCH-CIPHER' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ciphers
        \`ciphers\` names no suite that OpenSSL has (ERR_SSL_NO_CIPHER_MATCH).
        Write names as 'openssl ciphers' lists them, separated by colons."
  `)
})

test('http2 that is a number', async () => {
  expect(await errorOf({ http2: 1 })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      http2
        Found the number 1.
        Write true or false."
  `)
})

test('a proxy that is no URL', async () => {
  expect(await errorOf({ proxy: 'http://user:canary-passphrase@' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      proxy
        Found a string that is no URL of an HTTP proxy.
        Write a URL like 'http://proxy.internal:3128', 'env' or false."
  `)
})

test('a proxy that is true', async () => {
  expect(await errorOf({ proxy: true })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      proxy
        Found a boolean.
        Write a URL, 'env' or false."
  `)
})

test('a proxy of another kind', async () => {
  expect(await errorOf({ proxy: 'socks5://user:canary-passphrase@proxy.internal' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      proxy
        Found a string that is no URL of an HTTP proxy.
        Write a URL like 'http://proxy.internal:3128', 'env' or false."
  `)
})

test('a profile that does not exist', async () => {
  expect(await errorOf({ profiles: { staging: {}, ci: {} } }, { profile: 'stagign' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      profiles
        The profile 'stagign' was asked for, and there is none of that name.
        Profiles of this config: staging, ci. Did you mean 'staging'?"
  `)
})

test('a profile where there are none', async () => {
  expect(await errorOf({ ca: 'ca.pem' }, { profile: 'ci' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      profiles
        The profile 'ci' was asked for, and there is none of that name.
        The config has no profiles."
  `)
})

test('profiles that are a list', async () => {
  expect(await errorOf({ profiles: [] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      profiles
        Found a list.
        Write an object of profiles."
  `)
})

test('a mistake in a profile that is not chosen', async () => {
  expect(await errorOf({ profiles: { ci: { htp2: true, ca: [7] } } })).toMatchInlineSnapshot(`
    "2 problems in the mTLS configuration: inline config
      profiles.ci.htp2
        There is no option "htp2".
        Did you mean http2?
      profiles.ci.ca[0]
        Found a number.
        Write a file's path, PEM text, 'system', 'mkcert', or { file, hosts }."
  `)
})

test('a mistake in the profile that is chosen', async () => {
  expect(await errorOf({ profiles: { ci: { ca: ['absent.pem'] } } }, { profile: 'ci' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      profiles.ci.ca[0]
        The file absent.pem does not exist.
        Put the file into <folder>, or correct the path."
  `)
})

test('a variable that is not set', async () => {
  expect(
    await errorOf(
      { clientCertificates: [{ host: 'a', pfx: 'orders.p12', passphrase: '${ORDERS_PASSPHRASE}' }] },
      { env: { ORDERS_PASSPHRAES: passphrase } },
    ),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].passphrase
        The environment variable ORDERS_PASSPHRASE is not set.
        Set ORDERS_PASSPHRASE, or give a default: \${ORDERS_PASSPHRASE:-default}. Did you mean ORDERS_PASSPHRAES, which is set?"
  `)
})

test('a reference without its end', async () => {
  expect(await errorOf({ ca: '${CA_FILE' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca
        A reference to an environment variable has no closing brace.
        Write \${NAME} or \${NAME:-default}; $\${ stands for the characters \${ themselves."
  `)
})

test('a reference with a wrong name', async () => {
  expect(await errorOf({ ca: '${CA-FILE}' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca
        A reference to an environment variable has no valid name in it.
        Write \${NAME} or \${NAME:-default}; $\${ stands for the characters \${ themselves."
  `)
})

test('a variable with another content than is valid', async () => {
  expect(
    await errorOf(
      { clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.key', port: '${PORT}' }] },
      { env: { PORT: passphrase } },
    ),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].port
        Found '\${PORT}'.
        Write a number from 1 to 65535, or '*' for any port."
  `)
})

test('a variable that names an absent file', async () => {
  expect(
    await errorOf(
      { clientCertificates: [{ host: 'a', cert: 'orders.crt', key: '${KEY:-canary-default}' }] },
      { env: { KEY: passphrase } },
    ),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].key
        The content of \${KEY:-…} holds no private key. No file has that name either; what was given is not shown, since it may be a secret.
        Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER. Or name a file that exists."
  `)
})

test('a bundle that does not exist', async () => {
  expect(await errorOf({ ca: ['ca.pme'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The file ca.pme does not exist.
        Did you mean ca.pem, in the same folder?"
  `)
})

test('a bundle in a folder that does not exist', async () => {
  expect(await errorOf({ ca: ['absent/ca.pem'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The file absent/ca.pem does not exist.
        Put the file into <folder>/absent, or correct the path."
  `)
})

test('a bundle that is a folder', async () => {
  expect(await errorOf({ ca: ['.'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The file . is a folder.
        Name a file in it."
  `)
})

test('a bundle that is empty', async () => {
  expect(await errorOf({ ca: ['empty.pem'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The file empty.pem is empty.
        Put the content into the file, or name another one."
  `)
})

test('a bundle without a certificate', async () => {
  expect(await errorOf({ ca: ['text.pem'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The file text.pem holds no certificate.
        Give a certificate, PEM or DER."
  `)
})

test('a bundle that is a key', async () => {
  expect(await errorOf({ ca: ['orders.key'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The file orders.key holds no certificate, but PRIVATE KEY.
        Give a certificate, PEM or DER."
  `)
})

test('a bundle with a damaged block', async () => {
  expect(await errorOf({ ca: ['damaged.pem'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The file damaged.pem is damaged: block 2 (line 22) holds no certificate.
        Copy the file again, or remove what is damaged."
  `)
})

test('a bundle with a block that was cut off', async () => {
  expect(await errorOf({ ca: ['cut.pem'] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The file cut.pem is damaged: block 2 (line 22) has no END line.
        Copy the file again, or remove what is damaged."
  `)
})

test('a bundle with file and base64', async () => {
  expect(await errorOf({ ca: [{ file: 'ca.pem', base64: 'MIIB' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The entry has both \`file\` and \`base64\`.
        Give one of them."
  `)
})

test('a bundle with nothing in it', async () => {
  expect(await errorOf({ ca: [{ hosts: '*.lab.example' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0]
        The entry has neither \`file\` nor \`base64\`.
        Give one of them."
  `)
})

test('a bundle for no host', async () => {
  expect(await errorOf({ ca: [{ file: 'ca.pem', hosts: ['a/b'] }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0].hosts[0]
        The host 'a/b' has a path, and a certificate is for a whole host.
        Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'."
  `)
})

test('base64 that is none', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', pfx: { base64: 'canary-passphrase!' }, passphrase }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].pfx.base64
        Found a string that is not base64.
        Write the file's content in base64, as 'base64 < file' prints it."
  `)
})

test('a revocation list that is a certificate', async () => {
  expect(await errorOf({ crl: 'ca.pem' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      crl
        The file ca.pem holds no revocation list.
        Give a certificate revocation list, PEM or DER."
  `)
})

test('a revocation list that is damaged', async () => {
  expect(await errorOf({ crl: 'damaged-list.pem' })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      crl
        The file damaged-list.pem is damaged: the block at line 1 holds no revocation list.
        Copy the file again."
  `)
})

test('a root of mkcert that was never made', async () => {
  expect(
    await errorOf({ ca: [{ file: 'mkcert', hosts: '*.lab.example' }] }, { env: { CAROOT: lab.folder } }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      ca[0].file
        The file <folder>/rootCA.pem does not exist.
        Make it with 'mkcert -install', or set CAROOT to the folder that 'mkcert -CAROOT' prints."
  `)
})

test('a certificate that does not exist', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'ordres.crt', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].cert
        The file ordres.crt does not exist.
        Did you mean orders.crt, in the same folder?"
  `)
})

test('a certificate that is a request', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'request.pem', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].cert
        The file request.pem holds no certificate, but CERTIFICATE REQUEST.
        A request is not yet a certificate: give what the authority answered to it."
  `)
})

test('a certificate that is damaged', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'damaged.pem', key: 'orders.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].cert
        The file damaged.pem is damaged: block 2 (line 22) holds no certificate.
        Copy the file again."
  `)
})

test('a key that does not exist', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.kye' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].key
        The file orders.kye does not exist.
        Did you mean orders.key, in the same folder?"
  `)
})

test("a key that is another certificate's", async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'billing.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].key
        The file billing.key is not the key of the certificate (CN=orders; O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority).
        Give the key that was made for this certificate."
  `)
})

test('a key that is a certificate', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.crt' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].key
        The file orders.crt holds no private key, but CERTIFICATE.
        Name the file with the key in \`key\`; \`cert\` is for the certificate."
  `)
})

test('a key file with two keys', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'two.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].key
        The file two.key holds 2 private keys.
        Leave the one that is the certificate's."
  `)
})

test('a key that is damaged', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'damaged.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].key
        The file damaged.key holds no private key that OpenSSL can read.
        Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER."
  `)
})

test('a key that is text', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'text.pem' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].key
        The file text.pem holds no private key.
        Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER."
  `)
})

test('a key for SSH', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'ssh.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].key
        The file ssh.key is a key for SSH.
        Convert it: 'ssh-keygen -p -m PKCS8 -f <file>'."
  `)
})

test.each([
  ['putty.ppk', "is a key in the form of PuTTY. Convert it: 'puttygen <file> -O private-openssh -o <new>', then"],
  ['key.pvk', "is a key in Microsoft's PVK form. Convert it: 'openssl rsa -inform PVK -in <file> -out <new>'."],
  ['key.blob', "is a key in Microsoft's BLOB form. Convert it: 'openssl rsa -inform MSBLOB -in <file> -out <new>'."],
  ['key.zip', 'is an archive. Unpack it, and name the file that was in it.'],
  ['lfs.pem', "is the pointer that Git LFS leaves in the place of a file. Fetch the file: 'git lfs pull'."],
  [
    'crypted.key',
    "is encrypted by git-crypt or Ansible. Decrypt it first: 'git-crypt unlock', or 'ansible-vault decrypt'.",
  ],
  ['vaulted.key', 'is encrypted by git-crypt or Ansible.'],
  [
    'sops.yaml',
    "is encrypted by sops or age. Decrypt it first: 'sops decrypt <file>', or 'age --decrypt -i <key> <file>'.",
  ],
  ['key.age', 'is encrypted by sops or age.'],
  ['page.pem', 'is a page of HTML. The server that it was downloaded from answered with an error or a login'],
  [
    'id.pub',
    'is a public key for SSH. Give what was made for TLS: a certificate in `cert`, and its private key in `key`.',
  ],
  [
    'kubeconfig',
    "is a config of kubectl, whose values are in base64. Save the value alone: awk '/client-key-data/ { print $2 }' <file> | base64 -d.",
  ],
  ['dangling.key', 'does not exist. It is a link to a file that does not exist: let it point to one.'],
  ['armoured.p12', 'holds no private key, but PKCS12. It looks like PKCS#12: name it in `pfx`.'],
  ['pgp.asc', 'is of PGP, which TLS has no use for. Give what was made for TLS: PEM, DER or PKCS#12.'],
  ['key.jwk', "is a JSON Web Key. Write it as PEM, with node:crypto: createPrivateKey({ key, format: 'jwk' })"],
  [
    'secret.yaml',
    "is a Secret of Kubernetes, whose values are in base64. Save the value alone: kubectl get secret <name> -o jsonpath='{.data.tls\\.key}' | base64 -d.",
  ],
])('a key as another program writes it: %s', async (key, words) => {
  const error = await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key }] })
  expect(error.replaceAll(/\n {4}/g, ' ')).toContain(`The file ${key} ${words}`)
})

test.each([
  [{ clientCertificates: [{ host: 'a', cert: 'secret.yaml', key: 'orders.key' }] }, 'tls'],
  [{ ca: 'secret.yaml' }, 'ca'],
])('a certificate in a Secret of Kubernetes: %o', async (config, field) => {
  expect(await errorOf(config)).toContain(`jsonpath='{.data.${field}\\.crt}'`)
})

test('an encrypted key without a passphrase', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.encrypted.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].passphrase
        The file orders.encrypted.key is encrypted, and the config gives no passphrase.
        Add \`passphrase\` to the entry."
  `)
})

test('an encrypted key with a wrong passphrase', async () => {
  expect(
    await errorOf({
      clientCertificates: [{ host: 'a', cert: 'orders.crt', key: 'orders.encrypted.key', passphrase: 'canary-wrong' }],
    }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].passphrase
        The passphrase does not open the file orders.encrypted.key.
        Correct \`passphrase\`."
  `)
})

test('a key that is too small for the ciphers', async () => {
  const ciphers = 'DEFAULT@SECLEVEL=2'
  expect(
    await errorOf({ ciphers, clientCertificates: [{ host: 'a', cert: 'small.crt', key: 'small.key' }] }),
  ).toMatchInlineSnapshot(`
    "One problem and one warning in the mTLS configuration: inline config
      clientCertificates[0]
        The key of the certificate CN=client is RSA 1024, and OpenSSL does not take it (ERR_SSL_EE_KEY_TOO_SMALL).
        Have it reissued with RSA 2048 or EC P-256; for a test server that takes it, write \`ciphers: 'DEFAULT@SECLEVEL=0'\`, at both ends.
      clientCertificates[0] (warning)
        The chain ends at CN=client; whether its issuer (O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority) is a root, or an intermediate that has to be sent too, cannot be told.
        If it is an intermediate, add the certificate of O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority to \`cert\`; a root may stand there too."
  `)
})

test('keys of which some are too small for the ciphers', async () => {
  const small = { host: 'a', cert: 'small.crt', key: 'small.key' }
  const orders = { host: 'b', cert: 'orders.crt', key: 'orders.key' }
  const ciphers = 'DEFAULT@SECLEVEL=2'
  const error = await errorOf({ ciphers, clientCertificates: [orders, small, { ...orders, host: 'c' }, small] })
  expect(error.match(/clientCertificates\[\d\](?=\n)/g)).toEqual(['clientCertificates[1]', 'clientCertificates[3]'])
})

test('entries for the same files, with a passphrase that is right, wrong, missing', async () => {
  const orders = { host: 'a', cert: 'orders.crt', key: 'orders.encrypted.key' }
  const clientCertificates = [{ ...orders, passphrase }, { ...orders, passphrase: 'canary-wrong' }, orders, orders]
  expect(await errorOf({ clientCertificates })).toMatchInlineSnapshot(`
    "3 problems and 3 warnings in the mTLS configuration: inline config
      clientCertificates[1].passphrase
        The passphrase does not open the file orders.encrypted.key.
        Correct \`passphrase\`.
      clientCertificates[2].passphrase
        The file orders.encrypted.key is encrypted, and the config gives no passphrase.
        Add \`passphrase\` to the entry.
      clientCertificates[3].passphrase
        The file orders.encrypted.key is encrypted, and the config gives no passphrase.
        Add \`passphrase\` to the entry.
      clientCertificates[0] (warning)
        clientCertificates[0] and clientCertificates[1] are for the same host and port; the last one wins.
        Remove one, switch it off with \`enabled: false\`, or choose by name in the request.
      clientCertificates[1] (warning)
        clientCertificates[1] and clientCertificates[2] are for the same host and port; the last one wins.
        Remove one, switch it off with \`enabled: false\`, or choose by name in the request.
      clientCertificates[2] (warning)
        clientCertificates[2] and clientCertificates[3] are for the same host and port; the last one wins.
        Remove one, switch it off with \`enabled: false\`, or choose by name in the request."
  `)
})

test('entries for the same files, with the key of another certificate', async () => {
  const entry = { host: 'a', cert: 'orders.crt', key: 'billing.key' }
  const error = await errorOf({ clientCertificates: [entry, { ...entry, key: 'orders.key' }, entry] })
  expect(error.match(/clientCertificates\[\d\].key/g)).toEqual([
    'clientCertificates[0].key',
    'clientCertificates[2].key',
  ])
})

test('cert and key in exchange', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.key', key: 'orders.crt' }] }),
  ).toMatchInlineSnapshot(`
    "2 problems in the mTLS configuration: inline config
      clientCertificates[0].cert
        The file orders.key holds no certificate, but PRIVATE KEY.
        Give a certificate, PEM or DER.
      clientCertificates[0].key
        The file orders.crt holds no private key, but CERTIFICATE.
        Name the file with the key in \`key\`; \`cert\` is for the certificate."
  `)
})

test('a PFX that does not exist', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', pfx: 'orders.pfx', passphrase }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].pfx
        The file orders.pfx does not exist.
        Did you mean orders.p12, in the same folder?"
  `)
})

test('a PFX without a passphrase', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', pfx: 'orders.p12' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].passphrase
        The file orders.p12 has a passphrase, and the config gives none.
        Add \`passphrase\` to the entry."
  `)
})

test('a PFX with a wrong passphrase', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', pfx: 'orders.p12', passphrase: 'canary-wrong' }] }),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].passphrase
        The passphrase does not open the file orders.p12.
        Correct \`passphrase\`."
  `)
})

test('a PFX that is PEM', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', pfx: 'orders.crt', passphrase }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].pfx
        The file orders.crt is no PKCS#12 file, or a damaged one.
        It is PEM with CERTIFICATE: PEM files belong in \`cert\` and \`key\`."
  `)
})

test('a PFX that is a certificate', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', pfx: 'orders.der' }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].pfx
        The file orders.der is no PKCS#12 file, or a damaged one.
        It is a certificate: name it in \`cert\`, and its key in \`key\`."
  `)
})

test('a PFX that is a keystore of Java', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', pfx: 'orders.jks', passphrase }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].pfx
        The file orders.jks is a keystore in Java's own format.
        Convert it: 'keytool -importkeystore -srckeystore <file> -destkeystore <file>.p12 -deststoretype pkcs12'."
  `)
})

test('a PFX in place of certificate and key', async () => {
  expect(
    await errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.p12', key: 'orders.p12', passphrase }] }),
  ).toMatchInlineSnapshot(`
    "2 problems in the mTLS configuration: inline config
      clientCertificates[0].cert
        The file orders.p12 is DER, but no certificate.
        It looks like PKCS#12: name it in \`pfx\`.
      clientCertificates[0].key
        The file orders.p12 is a PKCS#12 file.
        Name it in \`pfx\`."
  `)
})

test('a PFX that was cut off', async () => {
  expect(await errorOf({ clientCertificates: [{ host: 'a', pfx: 'cut.p12', passphrase }] })).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: inline config
      clientCertificates[0].pfx
        The file cut.p12 is no PKCS#12 file, or a damaged one.
        Give a .p12 or .pfx file; PEM files belong in \`cert\` and \`key\`."
  `)
})

test('several problems at once', async () => {
  expect(
    await errorOf({
      http3: true,
      ca: ['absent.pem'],
      clientCertificates: [
        { host: 'a b', pfx: 'orders.p12' },
        { host: 'a', cert: 'orders.crt', key: 'orders.key', port: -1 },
        { host: 'c', cert: 'orders.crt', key: 'billing.key' },
        { host: 'd', pfx: 'orders.p12', passphrase: '${PFX_PASSPHRASE}' },
      ],
    }),
  ).toMatchInlineSnapshot(`
    "6 problems in the mTLS configuration: inline config
      http3
        There is no option "http3".
        Did you mean http2?
      clientCertificates[3].passphrase
        The environment variable PFX_PASSPHRASE is not set.
        Set PFX_PASSPHRASE, or give a default: \${PFX_PASSPHRASE:-default}.
      clientCertificates[0].host
        The host of 3 characters has a space in it.
        Write a host: 'api.internal', 'api.internal:8443', '*.partner.example', '[::1]' or '*'.
      clientCertificates[1].port
        Found the number -1.
        Write a number from 1 to 65535, or '*' for any port.
      ca[0]
        The file absent.pem does not exist.
        Put the file into <folder>, or correct the path.
      clientCertificates[2].key
        The file billing.key is not the key of the certificate (CN=orders; O=Test Authority,L=Kathmandu,ST=Bagmati,C=NP,CN=Test Authority).
        Give the key that was made for this certificate."
  `)
})

test('JSON with a mistake', async () => {
  expect(await errorOfFile('.mtlsrc.json', '{ "proxy": "canary-passphrase" "http2": true }')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/.mtlsrc.json
      the whole file
        The file is no valid JSON: line 1, column 32: a comma or } is expected.
        Correct the file."
  `)
})

test('JSON that ends early', async () => {
  expect(await errorOfFile('.mtlsrc.json', '{ "proxy": "canary-passphrase"')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/.mtlsrc.json
      the whole file
        The file is no valid JSON: line 1, column 31: the text ends too early.
        Correct the file."
  `)
})

test('YAML with a mistake', async () => {
  expect(await errorOfFile('.mtlsrc.yaml', 'ca: ca.pem\nproxy: "canary-passphrase\n')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/.mtlsrc.yaml
      the whole file
        The file is no valid YAML: line 3, column 1: unexpected end of the stream within a double quoted scalar.
        Correct the file."
  `)
})

test('YAML with a duplicate', async () => {
  expect(await errorOfFile('.mtlsrc.yml', 'ca: ca.pem\nca: ca.pem\n')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/.mtlsrc.yml
      the whole file
        The file is no valid YAML: line 2, column 1: duplicated mapping key.
        Correct the file."
  `)
})

test('YAML that is text', async () => {
  expect(await errorOfFile('.mtlsrc', 'just text\n')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/.mtlsrc
      the whole file
        The configuration is no object.
        Export or write an object of options."
  `)
})

test('a package.json', async () => {
  expect(
    await errorOfFile('package.json', '{ "mtls": { "http3": true, "ca": ["absent.pem"] } }'),
  ).toMatchInlineSnapshot(`
    "2 problems in the mTLS configuration: <folder>/package.json
      mtls.http3
        There is no option "http3".
        Did you mean http2?
      mtls.ca[0]
        The file absent.pem does not exist.
        Put the file into <folder>, or correct the path."
  `)
})

test('JavaScript with a mistake', async () => {
  expect(
    await errorOfFile('mtls.config.cjs', 'module.exports = { passphrase: "canary-passphrase" x }'),
  ).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/mtls.config.cjs
      the whole file
        The file has a syntax error: line 1: expected \`,\` or \`}\`.
        Correct the file."
  `)
})

test('JavaScript that throws', async () => {
  expect(await errorOfFile('throws.config.cjs', 'throw new RangeError("no luck today")')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/throws.config.cjs
      the whole file
        The file threw RangeError while it was loaded: no luck today
        Correct the file."
  `)
})

test('CommonJS in an ES module', async () => {
  // What Node says; Vitest, which loads this file, has a `module` everywhere.
  const text = "throw new ReferenceError('module is not defined in ES module scope')"
  expect(await errorOfFile('commonjs.config.mjs', text)).toContain(
    'Write `export default` and `import`, or end the name of the file in .cjs.',
  )
})

test('JavaScript that imports what is not there', async () => {
  expect(await errorOfFile('imports.config.mjs', 'import "./absent.js"')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/imports.config.mjs
      the whole file
        The file imports something that does not exist: Cannot find module './absent.js' imported from <folder>/imports.config.mjs
        Correct the file."
  `)
})

test('a config in a folder whose name looks like a part of a key', async () => {
  const error = await errorOfFile('aB3dE5gH7jK9mN1pQ3/imports.config.mjs', 'import "./absent.js"')
  expect(error).toContain('imported from <folder>/aB3dE5gH7jK9mN1pQ3/imports.config.mjs')
})

test.each([
  ['reads', "import fs from 'node:fs'\nfs.readFileSync(import.meta.dirname + '/absent.pem')", '/absent.pem'],
  ['throws', "throw new Error('in ' + import.meta.dirname + '/ca.pem')", '/ca.pem'],
  ['reads a key', `import fs from 'node:fs'\nfs.readFileSync('/aB3dE5gH7jK9mN1pQ3xY/zW2')`, "open '/…'"],
])('a script in such a folder that %s', async (name, script, end) => {
  const error = await errorOfFile(`aB3dE5gH7jK9mN1pQ3/${name}.config.mjs`, script)
  expect(error).toContain(end.startsWith('/') ? `<folder>/aB3dE5gH7jK9mN1pQ3${end}` : end)
})

test('JavaScript that exports nothing', async () => {
  expect(await errorOfFile('nothing.config.cjs', 'module.exports = 5')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/nothing.config.cjs
      the whole file
        The configuration is no object.
        Export or write an object of options."
  `)
})

test('paths of a file in a folder', async () => {
  expect(await errorOfFile('settings/mtls.json', '{ "ca": "ca.pem" }')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/settings/mtls.json
      ca
        The file ca.pem does not exist.
        Put the file into <folder>/settings, or correct the path."
  `)
})

test('a config file that does not exist', async () => {
  expect(await errorOf('absent.json')).toMatchInlineSnapshot(`
    "One problem in the mTLS configuration: <folder>/absent.json
      the whole file
        The file does not exist.
        Correct the path given as \`config\`."
  `)
})

test.each([
  ['.', 'It is a folder.\n    Name the config file in it.'],
  ['orders.key/mtls.config.json', 'The file does not exist.\n    Correct the path given as `config`.'],
])('a config file that can be none: %s', async (config, words) => {
  expect(await errorOf(config)).toContain(words)
})
