import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fixedKey, pkcs8Pem } from '../credentials/fixed-keys.ts'
import { body, mangles } from '../credentials/mangled-secrets.ts'
import { call, folderWith } from './called.ts'

const key = pkcs8Pem(fixedKey('orders'))
const formNames = [
  'as it is',
  'in double quotes',
  'with \\n written out',
  'its body alone',
  'forty characters of its body',
  'as base64',
  'its DER as hexadecimal',
  'as base32',
  'as base32 in groups',
  'as ASCII85',
  'as a JSON Web Key',
  'quoted-printable, each byte',
  'in entities of HTML',
  'in groups of eight, by points',
  'as xxd shows it',
]
const forms = formNames.map((name): [string, string] => [name, mangles[name]!(key)])

/** What a person may have in a variable and put where a path, a name or an address belongs. */
const calls: ((text: string) => string[])[] = [
  (text) => ['check', '--config', text],
  (text) => ['check', `--config=${text}`],
  (text) => ['list', '--json', '--config', text],
  (text) => ['list', '--profile', text],
  (text) => ['check', '--expiry', text],
  (text) => ['explain', text],
  (text) => ['add', 'api.internal', '--cert', 'orders.crt', '--key', text],
  (text) => ['add', 'api.internal', '--pfx', text],
  (text) => ['add', text, '--cert', 'orders.crt', '--key', 'orders.key'],
  (text) => ['remove', text],
  (text) => ['disable', text],
  (text) => ['import', text],
  (text) => ['probe', 'https://localhost:1', '--cert', 'orders.crt', '--key', text],
  (text) => ['probe', 'https://localhost:1', '--pfx', text],
  (text) => ['matrix', 'https://localhost:1', '--like', text],
  (text) => ['probe', 'https://localhost:1', '--pfx', 'orders.p12', '--passphrase-env', text],
  (text) => [
    'matrix',
    'https://localhost:1',
    '--like',
    'a',
    '--ca-cert',
    'a',
    '--ca-key',
    'b',
    '--ca-passphrase-env',
    text,
  ],
  (text) => ['scan', text],
  (text) => ['explain', `https://${text}`],
  (text) => [text],
  (text) => [`--${text}`],
]

const compact = (text: string) => text.replaceAll(/\\[nrt]|[\s:"'`]/g, '')

/** Twelve characters of the key, however it is written. */
function pieceIn(output: string, text: string): string | undefined {
  const written = compact(text.replaceAll(/-----[^-]*-----/g, ''))
  const seen = compact(output)
  const starts = Array.from({ length: Math.max(1, written.length - 11) }, (_, start) => start)
  return starts.map((start) => written.slice(start, start + 12)).find((piece) => seen.includes(piece))
}

test.each(forms)('a key in place of another argument is not shown: %s', async (_, text) => {
  const folder = folderWith({ 'mtls.config.json': '{}', 'orders.crt': 'x', 'orders.key': 'y' })
  for (const argumentsOf of calls) {
    const args = argumentsOf(text)
    const { out, note } = await call(folder, args)
    expect(out + note, args[0]).not.toBe('')
    expect(pieceIn(out + note, text), args.slice(0, 3).join(' ')).toBeUndefined()
  }
})

test('the canaries would be found', () => {
  expect(pieceIn(`there is no file ${body(key)}`, key)).toBeDefined()
  expect(pieceIn(`"${key.replaceAll('\n', '\\n')}"`, key)).toBeDefined()
})

test('addresses and paths are shown, however random they look', async () => {
  const folder = folderWith({ 'mtls.config.json': '{}' })
  const address = 'http://api.internal/orders/6f9619FF-8b86-D011-b42d-00c04FC964ff'
  expect((await call(folder, ['scan', address])).note).toContain(address)
  expect((await call(folder, ['import', 'exports/collection.json'])).note).toContain('exports/collection.json')
})

test('a path in a folder that exists is shown, however random its name looks', async () => {
  const folder = folderWith({ 'mtls.config.json': '{}', 'aB3dE5gH7jK9mN1pQ3xY4zW/here': '' })
  const absent = path.join(folder, 'aB3dE5gH7jK9mN1pQ3xY4zW', 'absent.json')
  for (const args of [
    ['import', absent],
    ['check', '--config', absent],
  ]) {
    expect((await call(folder, args)).note).toContain('aB3dE5gH7jK9mN1pQ3xY4zW/absent.json')
  }
  const secret = path.join(folder, body(key).slice(20, 60))
  expect(pieceIn((await call(folder, ['import', secret])).note, body(key).slice(20, 60))).toBeUndefined()
})

test('content in place of a path is imported, and not shown', async () => {
  const list = [{ name: 'orders', matches: ['https://api.internal/*'], cert: { src: 'orders.crt' }, key: { src: key } }]
  const folder = folderWith({ 'newman.json': JSON.stringify(list), 'mtls.config.json': '{}' })
  const { out, note } = await call(folder, ['import', 'newman.json'])
  expect(pieceIn(out + note, key)).toBeUndefined()
  expect(out).toContain("key: '…'")
  expect(readFileSync(path.join(folder, 'mtls.config.json'), 'utf8')).toContain(body(key).slice(0, 40))
})

test.each(['hunter2', 'correct horse', 'S3cret!'])(
  'a passphrase in the place of the name of its variable: %s',
  async (text) => {
    const folder = folderWith({ 'mtls.config.json': '{}' })
    const { note } = await call(folder, ['probe', 'https://localhost:1', '--pfx', 'a.p12', '--passphrase-env', text])
    expect(note).toBe(
      'vitest-mtls: --passphrase-env takes the name of an environment variable, such as ORDERS_KEY_PASSPHRASE, and none of the given name is set\n',
    )
  },
)

test('the name of a variable that is not set', async () => {
  const folder = folderWith({ 'mtls.config.json': '{}' })
  const { note } = await call(folder, [
    'probe',
    'https://localhost:1',
    '--pfx',
    'a.p12',
    '--passphrase-env',
    'P12_PASS',
  ])
  expect(note).toBe('vitest-mtls: --passphrase-env: the environment variable P12_PASS is not set\n')
})

test('a password in a URL, and a query', async () => {
  const folder = folderWith({ 'mtls.config.json': '{}' })
  for (const command of ['explain', 'probe', 'scan']) {
    expect((await call(folder, [command, 'https://me:hunter2@localhost:1/'])).note).toBe(
      'vitest-mtls: the URL has a name or a password in it, which no command uses and a log would keep; leave them out\n',
    )
  }
  expect((await call(folder, ['explain', 'https://me:hun/ter2@localhost:1/'])).note).not.toContain('hun')
  expect((await call(folder, ['explain', 'https://localhost:1/orders?token=hunter2'])).out).toMatch(
    /^https:\/\/localhost:1\/orders\?…\n/,
  )
})
