import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

/** Which files of `src` each one imports, types and what is loaded later included. */
function importsOf(folder: string): Map<string, string[]> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const files = new Set(names.map((name) => join(folder, name)))
  const imports = /(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g
  return new Map(
    [...files].map((file) => {
      const targets = [...readFileSync(file, 'utf8').matchAll(imports)].map(([, path]) =>
        normalize(join(dirname(file), path!)),
      )
      return [file, targets.filter((target) => files.has(target))]
    }),
  )
}

/** The first circle that is found, each file importing the next. */
function circleIn(graph: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>()
  const visit = (file: string, way: string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const next of graph.get(file)!) {
      const circle = visit(next, [...way, file])
      if (circle !== undefined) return circle
    }
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const circle = visit(file, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

test('no file imports itself by way of others', () => {
  expect(circleIn(importsOf('src'))).toBeUndefined()
})

test('a circle would be found', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', []],
    ['c', ['d']],
    ['d', ['b', 'c']],
  ])
  expect(circleIn(graph)).toEqual(['c', 'd', 'c'])
})

test('beside the rooms lie the entries alone', () => {
  const files = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.map(({ name }) => name).sort()).toEqual(['globals.ts', 'index.ts', 'jest.ts'])
})
