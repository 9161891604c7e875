import { base64Content, mtlsOptions } from './option-table.ts'
import type { Option, OptionTable, Shape } from './shape.ts'

type Schema = Record<string, unknown>

/** The JSON Schema (draft 7) of a config file, made from the table that the validation uses. */
export function jsonSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of vitest-mtls',
    ...objectSchema(mtlsOptions, []),
    definitions: {
      reference: {
        type: 'string',
        pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-.*)?\\}',
        description: 'A reference to an environment variable.',
      },
      content: objectSchema(base64Content, ['base64']),
    },
  }
}

function objectSchema(options: OptionTable, required: readonly string[]): Schema {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(options).map(([name, option]) => [name, optionSchema(option)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

function optionSchema({ shape, description, default: initial, examples }: Option): Schema {
  return {
    ...shapeSchema(shape),
    description,
    ...(initial !== undefined && { default: initial }),
    ...(examples && { examples }),
  }
}

const reference: Schema = { $ref: '#/definitions/reference' }
const content: Schema = { $ref: '#/definitions/content' }

function shapeSchema(shape: Shape): Schema {
  switch (shape.kind) {
    case 'boolean':
      return { anyOf: [{ type: 'boolean' }, reference] }
    case 'number':
      return {
        type: shape.whole ? 'integer' : 'number',
        minimum: shape.from ?? 0,
        ...(shape.to && { maximum: shape.to }),
      }
    // Of options that are given in code: no config file holds them.
    case 'scalar':
    case 'any':
      return {}
    case 'text or object':
      return { anyOf: [shapeSchema(shape.text), shapeSchema(shape.object)] }
    case 'text':
      if (shape.choices) return { anyOf: [{ enum: shape.choices }, reference] }
      return shape.orFalse ? { anyOf: [{ type: 'string' }, { const: false }] } : { type: 'string' }
    case 'base64':
      return { type: 'string', minLength: 1 }
    case 'host':
      return { type: 'string', minLength: 1, pattern: '^\\S+$' }
    case 'port':
      return {
        anyOf: [
          { type: 'integer', minimum: 1, maximum: 65535 },
          { const: '*' },
          { type: 'string', pattern: '^\\d+$' },
          reference,
        ],
      }
    case 'source':
      return { anyOf: [...wordSchemas(shape.words), { type: 'string', minLength: 1 }, content] }
    case 'source or object':
      return {
        anyOf: [...wordSchemas(shape.words), { type: 'string', minLength: 1 }, objectSchema(shape.options, [])],
      }
    case 'list': {
      const list: Schema = { type: 'array', items: shapeSchema(shape.of) }
      return shape.orOne ? { anyOf: [shapeSchema(shape.of), list] } : list
    }
    case 'object':
      return {
        ...objectSchema(shape.options, shape.required ?? []),
        ...(shape.forms && { oneOf: shape.forms.map((names) => ({ required: names })) }),
      }
    case 'map': {
      const map: Schema = { type: 'object', additionalProperties: shapeSchema(shape.of) }
      return shape.or ? { anyOf: [shapeSchema(shape.or), map] } : map
    }
  }
}

function wordSchemas(words: readonly string[] = []): Schema[] {
  return words.length === 0 ? [] : [{ enum: words }]
}
