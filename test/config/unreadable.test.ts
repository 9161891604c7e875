import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { moduleMistake } from '../../src/config/module-mistake.ts'

const canary = 'hunter2'
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'mtls-unreadable-')))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What is said of a file with that content, and what to do. */
async function said(name: string, content: string): Promise<string> {
  const file = path.join(folder, name)
  writeFileSync(file, content)
  const error: Error = await loadConfig({ root: folder, config: name, env: {} }).then(
    () => new Error('it is read'),
    (reason) => reason,
  )
  rmSync(file)
  expect(error.message).not.toContain(canary)
  expect(error.message).toContain(`${file}\n  the whole file\n`)
  return error.message.split('the whole file\n')[1]!.trim().replaceAll(/\n\s+/g, ' | ')
}

describe('JSON', () => {
  test.each([
    ['{ ca: [] }', 'line 1, column 3: a name in double quotes is expected.'],
    [`{ 'passphrase': '${canary}' }`, 'line 1, column 3: JSON has no single quotes.'],
    ['{\n  "ca": [],\n}', 'line 3, column 1: there is a comma before }, which JSON does not allow.'],
    ['{ "ca": ["a",] }', 'line 1, column 14: there is a comma before ], which JSON does not allow.'],
    ['{ "ca": "C:\\certs" }', 'line 1, column 12: JSON has no such escape: a backslash is written as two.'],
    [
      '{ "ca": "a\nb" }',
      'line 1, column 11: a string goes on over the end of its line: a line break is written as \\n.',
    ],
    ['{ "ca": [] // ours\n}', 'line 1, column 12: JSON has no comments.'],
    ['/* ours */ {}', 'line 1, column 1: JSON has no comments.'],
    [`{ "passphrase": ${canary} }`, 'line 1, column 17: a value is expected.'],
    [`{ "passphrase": "${canary}" "host": "a" }`, 'line 1, column 27: a comma or } is expected.'],
    [`{ "passphrase" "${canary}" }`, 'line 1, column 16: a colon is expected.'],
    ['{ "ca": []', 'line 1, column 11: the text ends too early.'],
    [`{ "passphrase": "${canary} }`, 'line 1, column 17: a string has no closing quote.'],
    ['{} {}', 'line 1, column 4: the text goes on after its end.'],
    ['{ "port": 08443 }', 'line 1, column 12: a comma or } is expected.'],
    ['{ "verify": undefined }', 'line 1, column 13: a value is expected.'],
  ])('%j', async (content, words) => {
    expect(await said('mtls.config.json', content)).toBe(`The file is no valid JSON: ${words} | Correct the file.`)
  })
})

describe('YAML', () => {
  const quotes = "Put the value in quotes: host: '*.partner.example'."
  test.each([
    [
      'clientCertificates:\n  - host: *.partner.example\n    pfx: a.p12',
      `line 2, column 11: unidentified alias …; an unquoted * begins an alias in YAML. | ${quotes}`,
    ],
    [
      'clientCertificates:\n  - host: *\n',
      `line 2, column 11: name of an alias node must contain at least one character; an unquoted * begins an alias in YAML. | ${quotes}`,
    ],
    [
      'ca:\n  - file: a.pem\n    hosts: [*.lab.example]',
      `line 3, column 13: unidentified alias …; an unquoted * begins an alias in YAML. | ${quotes}`,
    ],
    [
      'ca:\n  - file: a.pem\n    hosts:\n      - *.lab.example',
      `line 4, column 9: unidentified alias …; an unquoted * begins an alias in YAML. | ${quotes}`,
    ],
    [
      'verify:\n  *.lab.example: false',
      `line 2, column 3: unidentified alias …; an unquoted * begins an alias in YAML. | ${quotes}`,
    ],
    [
      `passphrase: *${canary}`,
      `line 1, column 13: unidentified alias …; an unquoted * begins an alias in YAML. | ${quotes}`,
    ],
    [
      `passphrase: !${canary} x`,
      'line 1, column 13: unknown tag; an unquoted ! has a meaning of its own in YAML. | Put the value in quotes.',
    ],
    [
      `passphrase: @${canary}`,
      'line 1, column 13: bad indentation of a mapping entry; an unquoted @ has a meaning of its own in YAML. | Put the value in quotes.',
    ],
    [
      `passphrase: %${canary}`,
      'line 1, column 13: bad indentation of a mapping entry; an unquoted % has a meaning of its own in YAML. | Put the value in quotes.',
    ],
    [
      `passphrase: "${canary}\n`,
      'line 2, column 1: unexpected end of the stream within a double quoted scalar. | Correct the file.',
    ],
    ['ca: a.pem\nca: b.pem', 'line 2, column 1: duplicated mapping key. | Correct the file.'],
    ['verify:\n\ta: false', 'line 2, column 1: tab characters must not be used in indentation. | Correct the file.'],
    [`passphrase: ${canary}: x`, 'line 1, column 20: bad indentation of a mapping entry. | Correct the file.'],
    ['ca: a.pem\n verify: true', 'line 2, column 8: bad indentation of a mapping entry. | Correct the file.'],
    ['{ ca: a.pem', 'line 2, column 1: unexpected end of the stream within a flow collection. | Correct the file.'],
  ])('%j', async (content, words) => {
    for (const name of ['mtls.config.yaml', '.mtlsrc']) {
      expect(await said(name, content)).toBe(`The file is no valid YAML: ${words}`)
    }
  })
})

describe('JavaScript', () => {
  test.each([
    ['mtls.config.mjs', `export default { passphrase: '${canary}' '${canary}' }`],
    ['mtls.config.mjs', `export default { passphrase: ${canary} ${canary} }`],
    ['mtls.config.cjs', `module.exports = { passphrase: '${canary}' x }`],
    ['mtls.config.cjs', `module.exports = {\n passphrase: '${canary}\n}`],
    ['mtls.config.js', `module.exports = ${canary} )`],
  ])('%s: %j', async (name, content) => {
    expect(await said(name, content)).toMatch(/^The file has a syntax error(: [^|]+)?\. \| Correct the file\.$/)
  })

  test.each([
    ['export const config = {}', 'The file exports `config`, and nothing by default.'],
    ['export const ca = [], verify = true', 'The file exports `ca`, `verify`, and nothing by default.'],
    ['const config = {}', 'The file exports nothing.'],
    ['export {}', 'The file exports nothing.'],
    ['export function config() {}', 'The file exports `config`, and nothing by default.'],
  ])('%j', async (content, words) => {
    expect(await said('mtls.config.mjs', content)).toBe(`${words} | Write \`export default defineConfig({ ... })\`.`)
  })
})

/** What the loaders of Vite 5 to 8 and Node say, each with a secret in the line that it quotes. */
describe('what a loader says', () => {
  const control = String.fromCharCode(27)
  test.each([
    [
      'esbuild',
      `Transform failed with 1 error:\n/app/mtls.config.ts:5:58: ERROR: Expected "}" but found "\\"${canary}\\""`,
      ': line 5, column 59: expected "}"',
    ],
    [
      'esbuild, a string',
      `Transform failed with 1 error:\n/app/mtls.config.ts:2:3: ERROR: Unterminated string literal`,
      ': line 2, column 4: unterminated string literal',
    ],
    [
      'Rolldown, drawn',
      `Transform failed with 1 error:\n\n${control}[31m[PARSE_ERROR] ${control}[0mExpected \`,\` or \`}\` but found \`string\`\n   ╭─[ mtls.config.ts:5:59 ]\n   │\n 5 │   passphrase: "${canary}"\n`,
      ': line 5, column 59: expected `,` or `}`',
    ],
    [
      'Rolldown, counted',
      `Parse failure: Parse failed with 1 error:\nExpected \`,\` or \`}\` but found \`Identifier\`\n1: module.exports = { a: ${canary} x }\n          ^\nAt file: /app/mtls.config.ts:1:30`,
      ': line 1, column 31: expected `,` or `}`',
    ],
    [
      'Rollup',
      `Parse failure: Expected ',', got '${canary}'\nAt file: /app/mtls.config.ts:3:7\nContents of line 3: ${canary}`,
      ": line 3, column 8: expected ','",
    ],
    ['Node', `Unexpected identifier '${canary}'`, ': line 2, column 4: unexpected identifier'],
    ['a loader that tells no place', 'Unexpected token }', ': unexpected token }'],
  ])('%s', (kind, message, words) => {
    const stack =
      kind === 'Node' ? `file:///app/mtls.config.ts:2\n a ${canary}\n   ^^^^^^^\n\nSyntaxError` : 'SyntaxError'
    const told = moduleMistake('/app/mtls.config.ts', { message, stack })
    expect(told).toBe(words)
    expect(told).not.toContain(canary)
  })
})
