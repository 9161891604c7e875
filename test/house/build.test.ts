import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

test('no private field of a class shares its name with an export of its CommonJS file', () => {
  // The converter takes `this.#request = x` for an assignment to the export `request`, and everybody gets that in its place.
  const files = readdirSync('dist').filter((name) => name.endsWith('.cjs'))
  expect(files.length).toBeGreaterThan(0)
  const wrong = files.flatMap((name) =>
    [...readFileSync(join('dist', name), 'utf8').matchAll(/#\w+ = exports\.\w+/g)].map(([text]) => `${name}: ${text}`),
  )
  expect(wrong).toEqual([])
})

test('an error of one build is an instance of the classes of the other, of its own kind alone', async () => {
  const modules = (await import(
    pathToFileURL(resolve('dist/request.js')).href
  )) as typeof import('../../src/request/index.ts')
  const required = createRequire(import.meta.url)(resolve('dist/request.cjs')) as typeof modules
  expect(modules.ConnectionError).not.toBe(required.ConnectionError)
  const error = await required.request('https://127.0.0.1:1/').catch((reason: unknown) => reason)
  class Own extends modules.ConnectionError {}
  const classes = { ...modules, Own, Error }
  const names = ['ConnectionError', 'MtlsError', 'Error', 'HandshakeError', 'ConfigError', 'Own'] as const
  expect(names.filter((name) => error instanceof classes[name])).toEqual(['ConnectionError', 'MtlsError', 'Error'])
  const values = [undefined, null, 'ConnectionError', new Error('x'), { name: 'ConnectionError' }]
  expect(values.filter((value) => value instanceof modules.ConnectionError)).toEqual([])
})
