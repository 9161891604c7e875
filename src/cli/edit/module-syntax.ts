import { NotEditable } from './not-editable.ts'

/** What is used of a node of Babel's syntax tree. */
export interface Node {
  type: string
  start: number
  end: number
  body?: Node | Node[]
  declaration?: Node
  declarations?: Node[]
  expression?: Node
  left?: Node
  right?: Node
  object?: Node
  property?: Node
  id?: Node
  init?: Node | null
  name?: string
  value?: unknown
  key?: Node
  computed?: boolean
  callee?: Node
  arguments?: Node[]
  elements?: (Node | null)[]
  properties?: Node[]
}

/** The object that a module exports as its config. @throws NotEditable */
export function configObject(program: Node): Node {
  const statements = [program.body ?? []].flat()
  const exported = statements.map(exportedBy).find((node) => node !== undefined)
  if (exported === undefined) throw new NotEditable('the file has no default export that stands in it')
  const object = objectIn(exported, statements)
  if (object === undefined) throw new NotEditable('the config is computed')
  return object
}

/** `export default …` or `module.exports = …`. */
function exportedBy(statement: Node): Node | undefined {
  if (statement.type === 'ExportDefaultDeclaration') return statement.declaration
  const assignment = statement.type === 'ExpressionStatement' ? statement.expression : undefined
  if (assignment?.type !== 'AssignmentExpression') return undefined
  const { object, property } = assignment.left ?? {}
  return object?.name === 'module' && property?.name === 'exports' ? assignment.right : undefined
}

/** Through types, parentheses, `defineConfig(…)`, names of this file and functions that only return it. */
function objectIn(node: Node, statements: readonly Node[], depth = 0): Node | undefined {
  if (depth > 8) return undefined
  const through = (inner: Node | null | undefined) => (inner ? objectIn(inner, statements, depth + 1) : undefined)
  switch (node.type) {
    case 'ObjectExpression':
      return node
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return through(node.expression)
    case 'CallExpression':
      return /^define(?:Config|Project)$/.test(node.callee?.name ?? '') ? through(node.arguments?.[0]) : undefined
    case 'ArrowFunctionExpression':
      return Array.isArray(node.body) || node.body?.type === 'BlockStatement' ? undefined : through(node.body)
    case 'Identifier':
      return through(variableOf(node.name!, statements))
    default:
      return undefined
  }
}

function variableOf(name: string, statements: readonly Node[]): Node | null | undefined {
  const declarations = statements.flatMap(({ declarations = [] }) => declarations)
  return declarations.find(({ id }) => id?.name === name)?.init
}

/** The property of that name; a spread may hold another of the same name. @throws NotEditable */
export function propertyOf(object: Node, name: string): Node | undefined {
  if (object.type !== 'ObjectExpression') throw new NotEditable('a part of the config is computed')
  const properties = object.properties ?? []
  const found = properties.findIndex(({ key, computed }) => !computed && (key?.name === name || key?.value === name))
  if (properties.slice(found + 1).some(({ type }) => type === 'SpreadElement')) {
    throw new NotEditable('a part of the config is spread from elsewhere')
  }
  return properties[found]
}

/** The node of a property's value. @throws NotEditable for methods and short forms. */
export function propertyValue(property: Node): Node {
  const value = property.value as Node | undefined
  if (property.type !== 'ObjectProperty' || value === undefined || value.start === property.key?.start) {
    throw new NotEditable('a part of the config is computed')
  }
  return value
}
