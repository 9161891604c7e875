import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { body } from '../credentials/mangled-secrets.ts'
import { call, folderWith } from './called.ts'

const key = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey
const forms: [name: string, text: string][] = [
  ['PEM', key],
  ['PEM in quotes', `"${key}"`],
  ['PEM on one line', key.replaceAll('\n', '\\n')],
  ['its body alone', body(key)],
  ['a piece of its body', body(key).slice(20, 60)],
  ['base64 of the PEM', Buffer.from(key).toString('base64')],
  ['hexadecimal', Buffer.from(body(key), 'base64').toString('hex')],
]

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
