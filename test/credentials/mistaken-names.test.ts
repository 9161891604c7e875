import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { checkCredentials } from '../../src/credentials/check-credentials.ts'
import { createCredentials } from '../../src/credentials/credentials.ts'
import { createLab, type Lab, passphrase } from './lab.ts'

let lab: Lab

beforeAll(async () => {
  lab = await createLab()
  const key = readFileSync(path.join(lab.folder, 'orders.key'))
  for (const name of ['certs/orders.key', 'certs/client.pem', 'Secrets/Prod.key', 'certs/api-key.der'])
    lab.write(name, key)
})

afterAll(() => lab.remove())

/** Place, message and remedy of the one problem. */
async function said(entry: object): Promise<string> {
  const error = await lab.errorOf({ clientCertificates: [{ host: 'a', cert: 'orders.crt', ...entry }] })
  return error
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .join(' ')
}

describe('a file that exists under another name', () => {
  test.each([
    ['white space at its end', 'certs/orders.key ', 'It exists without the white space at the end of its name.'],
    ['a line end at its end', 'certs/orders.key\n', 'It exists without the white space at the end of its name.'],
    [
      'backslashes',
      'certs\\orders.key',
      'It exists with slashes in the place of the backslashes: write the path with slashes.',
    ],
    [
      'backslashes, and no such file',
      'certs\\missing.key',
      'Backslashes separate folders on Windows alone: write the path with slashes, which are right everywhere.',
    ],
    ['quotes around it', '"orders.key"', 'It exists without the quotes: take them away.'],
    ['quotes around a path', "'certs/orders.key'", 'It exists without the quotes: take them away.'],
    ['another extension', 'certs/client.key', 'Did you mean client.pem, in the same folder?'],
    ['another extension, longer', 'certs/api-key.pkcs8', 'Did you mean api-key.der, in the same folder?'],
    ['other capitals', 'certs/Orders.KEY', 'Did you mean orders.key, in the same folder?'],
    ['other capitals of a folder', 'secrets/prod.key', 'Did you mean <folder>/Secrets/Prod.key, with other capitals?'],
    ['a letter too many', 'certs/orderss.key', 'Did you mean orders.key, in the same folder?'],
    ['the home folder', '~/certs/orders.key', 'Nothing puts the home folder in the place of ~: write ${HOME}.'],
    ['a URL', 'file:/certs/orders.key', 'Write the path alone, without file://.'],
  ])('%s', async (_, key, remedy) => {
    expect(await said({ key })).toBe(
      `clientCertificates[0].key The file ${key.replace('\n', '')} does not exist. ${remedy}`,
    )
  })
})

describe('a passphrase that a small change makes right', () => {
  test.each([
    [
      'a line end',
      `${passphrase}\n`,
      "It opens without the line end at the end of `passphrase`: take it off, for instance with `printf '%s'` in the place of `echo`.",
    ],
    [
      'CRLF',
      `${passphrase}\r\n`,
      "It opens without the line end at the end of `passphrase`: take it off, for instance with `printf '%s'` in the place of `echo`.",
    ],
    ['a space', `${passphrase} `, 'It opens without the white space at the end of `passphrase`: take it off.'],
    ['spaces around', ` ${passphrase} `, 'It opens without the white space around `passphrase`: take it off.'],
    [
      'quotes',
      `"${passphrase}"`,
      'It opens without the quotes around `passphrase`: they belong to the file that it comes from, not to it.',
    ],
    [
      'quotes and a line end',
      `'${passphrase}'\n`,
      'It opens without the quotes around `passphrase`: they belong to the file that it comes from, not to it.',
    ],
    [
      'backslashes',
      passphrase.replace('-', '\\-'),
      'It opens without the backslashes in `passphrase`: they belong to the file that it comes from, not to it.',
    ],
    [
      'percent-encoding',
      passphrase.replace('-', '%2D'),
      'It opens once `passphrase` is decoded: it is given percent-encoded.',
    ],
    ...['$KEY_PASSPHRASE', '%KEY_PASSPHRASE%', '{{ key.passphrase }}'].map((text): [string, string, string] => [
      `a variable of another tool: ${text}`,
      text,
      'What is written there looks like the name of a variable, and is taken as it stands: an environment variable is written ${NAME}.',
    ]),
    ['nothing that helps', 'another', 'Correct `passphrase`.'],
  ])('%s', async (_, given, remedy) => {
    const what = 'clientCertificates[0].passphrase The passphrase does not open the file'
    expect(await said({ key: 'orders.encrypted.key', passphrase: given })).toBe(
      `${what} orders.encrypted.key. ${remedy}`,
    )
    expect(await said({ cert: undefined, pfx: 'orders.p12', passphrase: given })).toBe(`${what} orders.p12. ${remedy}`)
  })

  test('a passphrase that really ends in white space is taken as it is', async () => {
    const key = createPrivateKey(readFileSync(path.join(lab.folder, 'orders.key')))
    const encrypted = {
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'ends in white space \n',
    } as const
    lab.write('odd.key', key.export(encrypted))
    await expect(said({ key: 'odd.key', passphrase: 'ends in white space \n' })).rejects.toThrow(
      'the config is accepted',
    )
    expect(await said({ key: 'odd.key', passphrase: 'ends in white space' })).toContain('does not open')
  })
})

describe('text that is no path and no content is not shown', () => {
  test.each([
    ['a passphrase', 'hunter2'],
    ['words', 'correct horse battery staple'],
    ['a passphrase with a slash', 'ab/cd-secret'],
    ['a marker', 'BEGIN of orders'],
    ['a name in capitals', 'MY_CERTIFICATE'],
  ])('%s', async (_, key) => {
    expect(await said({ key })).toBe(
      'clientCertificates[0].key The content holds no private key. No file has that name either; what was given is not shown, since it may be a secret. Give a private key: PKCS#8, PKCS#1 or SEC1, PEM or DER. Or name a file that exists.',
    )
  })

  test('an optional entry, and a file that is there when it is needed', async () => {
    const entry = { host: 'localhost', optional: true, cert: 'orders.crt', key: 'later/client-key' }
    const config = { ca: 'ca.pem', clientCertificates: [entry] }
    const loaded = await loadConfig({ root: lab.folder, config, env: {}, check: checkCredentials })
    expect(loaded.warnings.map(({ path: place, message }) => `${place}: ${message}`)).toEqual([
      'clientCertificates[0].key: It names no file that exists. The entry is optional: a request that needs it fails.',
    ])
    const credentials = createCredentials(loaded)
    const url = new URL('https://localhost/')
    await expect(async () => credentials.profileFor(url)).rejects.toThrow('No file has that name')
    lab.write('later/client-key', readFileSync(path.join(lab.folder, 'orders.key')))
    expect((await credentials.profileFor(url)).clientCertificate?.subject).toBe('CN=orders')
  })

  test('a file whose name looks like a secret is a file', async () => {
    const name = 'a94f0c5c1f9d4e8b7a6c5d4e3f2a1b0c-private.pem.key'
    expect(await said({ key: name })).not.toContain('a94f')
    lab.write(name, readFileSync(path.join(lab.folder, 'orders.key')))
    await expect(said({ key: name })).rejects.toThrow('the config is accepted')
  })
})

test('a key whose private number is damaged, while it still names the public key', async () => {
  const der = createPrivateKey(readFileSync(path.join(lab.folder, 'orders.key'))).export({
    type: 'sec1',
    format: 'der',
  })
  // ECPrivateKey (RFC 5915 3): the private number begins at the eighth byte.
  der[20] = der[20]! ^ 1
  lab.write('damaged.key', der)
  expect(await said({ key: 'damaged.key' })).toMatchInlineSnapshot(
    `"clientCertificates[0].key The file damaged.key is damaged: its key names the public key of the certificate (CN=orders), but what it signs is not valid. Copy the file again."`,
  )
})
