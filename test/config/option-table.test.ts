import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mtlsOptions } from '../../src/config/option-table.ts'
import type { Option, OptionTable, Shape } from '../../src/config/shape.ts'

const types = readFileSync(new URL('../../src/config/options.ts', import.meta.url), 'utf8')
const documentation = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

/** Name and option of everything in a table and in the tables inside. */
function every(options: OptionTable): [string, Option][] {
  return Object.entries(options).flatMap(([name, option]) => [[name, option], ...inside(option.shape)])
}

function inside(shape: Shape): [string, Option][] {
  if ('options' in shape) return every(shape.options)
  return 'of' in shape ? inside(shape.of) : []
}

const options = every(mtlsOptions)

test.each(options)('%s is documented in its type with the same words', (name, { description }) => {
  const docstrings = [...types.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s+(\$?\w+)\??:/gs)].filter(
    (match) => match[2] === name,
  )
  const texts = docstrings.map((match) =>
    match[1]!
      .replaceAll(/\n\s+\*/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
  expect(texts.some((text) => text.startsWith(description))).toBe(true)
})

test.each(options.filter(([name]) => name !== '$schema'))('%s is in docs/configuration.md', (name) => {
  expect(documentation).toContain(`\`${name}\``)
})
