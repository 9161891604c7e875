import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jsonSchema } from '../../src/config/json-schema.ts'

const schemaFile = '../../schema/mtls.schema.json'

test('the committed schema is the one that the option table gives', async () => {
  await expect(`${JSON.stringify(jsonSchema(), null, 2)}\n`).toMatchFileSnapshot(schemaFile)
})

test('every option has a description, and every reference a target', () => {
  const schema = JSON.parse(readFileSync(new URL(schemaFile, import.meta.url), 'utf8')) as Record<string, unknown>
  const { properties, definitions } = schema as {
    properties: Record<string, { description: string }>
    definitions: object
  }
  for (const [name, property] of Object.entries(properties)) expect(property.description, name).toMatch(/\w+\.$/)
  const targets = [...JSON.stringify(schema).matchAll(/"#\/definitions\/(\w+)"/g)].map((match) => match[1])
  expect(new Set(targets)).toEqual(new Set(Object.keys(definitions)))
})
