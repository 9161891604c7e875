import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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
