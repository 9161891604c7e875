import type { Node } from '../edit/module-syntax.ts'
import { parseModule } from '../edit/parse-module.ts'
import { placeOfMistake } from '../place-of-mistake.ts'
import { UsageError } from '../usage-error.ts'
import type { Written } from './written.ts'

/** What is used of a node beside what editing needs. */
interface SyntaxNode extends Node {
  loc?: { start: { line: number } }
  quasis?: { value: { cooked: string } }[]
  expressions?: SyntaxNode[]
  argument?: SyntaxNode
}

/** The data of a JavaScript or TypeScript file: a list of every object in it that is no part of another. Executes nothing. */
export function writtenModule(text: string): Written {
  let program: SyntaxNode
  try {
    program = parseModule(text) as SyntaxNode
  } catch (error) {
    throw new UsageError(`the file is no valid JavaScript or TypeScript${placeOfMistake(error)}`)
  }
  const module = new Module(program)
  return { kind: 'list', items: outerObjects(program).map((node) => module.written(node)), line: 1 }
}

/** The data of a syntax tree that has no names of its own. */
export function writtenNode(node: Node): Written {
  return new Module(node as SyntaxNode).written(node as SyntaxNode)
}

class Module {
  readonly #variables = new Map<string, SyntaxNode>()
  readonly #known = new Map<SyntaxNode, Written>()

  constructor(program: SyntaxNode) {
    walk(program, (node) => {
      if (node.type === 'VariableDeclarator' && node.id?.name && node.init) this.#variables.set(node.id.name, node.init)
      return true
    })
  }

  /** The same value for the same node. */
  written(node: SyntaxNode, depth = 0): Written {
    const known = this.#known.get(node) ?? this.#read(node, depth)
    this.#known.set(node, known)
    return known
  }

  #read(node: SyntaxNode, depth: number): Written {
    const line = node.loc?.start.line ?? 1
    const inner = (one: Node) => this.written(one as SyntaxNode, depth + 1)
    if (depth > 32) return { kind: 'computed', line }
    switch (node.type) {
      case 'ObjectExpression': {
        const properties = (node.properties ?? []).flatMap(({ type, key, computed, value }): [string, Written][] =>
          type === 'ObjectProperty' && !computed ? [[String(key?.name ?? key?.value), inner(value as Node)]] : [],
        )
        return { kind: 'object', properties: new Map(properties), line }
      }
      case 'ArrayExpression':
        return {
          kind: 'list',
          items: (node.elements ?? []).flatMap((element) => (element ? [inner(element)] : [])),
          line,
        }
      case 'StringLiteral':
      case 'NumericLiteral':
      case 'BooleanLiteral':
        return { kind: 'scalar', value: node.value as string | number | boolean, line }
      case 'NullLiteral':
        return { kind: 'scalar', value: null, line }
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'ParenthesizedExpression':
        return { ...inner(node.expression!), line }
      case 'LogicalExpression':
        return { ...inner(node.left!), line }
      case 'Identifier': {
        const variable = this.#variables.get(node.name!)
        return variable === undefined ? { kind: 'computed', line } : { ...inner(variable), line }
      }
      case 'TemplateLiteral':
        return this.#template(node, line, depth)
      case 'MemberExpression': {
        const name = environmentName(node)
        return name === undefined ? { kind: 'computed', line } : { kind: 'scalar', value: `\${${name}}`, line }
      }
      case 'CallExpression':
        return this.#call(node, line, depth)
      default:
        return { kind: 'computed', line }
    }
  }

  #template(node: SyntaxNode, line: number, depth: number): Written {
    const parts = (node.expressions ?? []).map((part) => (isFolder(part) ? '.' : text(this.written(part, depth + 1))))
    if (parts.includes(undefined)) return { kind: 'computed', line }
    const value = (node.quasis ?? []).map((quasi, index) => `${quasi.value.cooked}${parts[index] ?? ''}`).join('')
    return { kind: 'scalar', value, line }
  }

  /** What people build paths with, and what reads a file. */
  #call(node: SyntaxNode, line: number, depth: number): Written {
    const name = node.callee?.name ?? node.callee?.property?.name
    const all = (node.arguments ?? []) as SyntaxNode[]
    if (name === 'join' || name === 'resolve') {
      const parts = all.map((part) => (isFolder(part) ? '.' : text(this.written(part, depth + 1))))
      if (parts.includes(undefined)) return { kind: 'computed', line }
      return { kind: 'scalar', value: parts.filter((part) => part !== '.').join('/') || '.', line }
    }
    if (name === 'readFileSync' || name === 'open') {
      const path = all[0] && text(this.written(all[0], depth + 1))
      return path === undefined ? { kind: 'computed', line } : { kind: 'file', path, line }
    }
    return { kind: 'computed', line }
  }
}

function text(value: Written): string | undefined {
  return value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}

/** `process.env.NAME`, `__ENV.NAME` of k6, also in brackets. */
function environmentName({ object, property }: SyntaxNode): string | undefined {
  const isEnvironment =
    object?.name === '__ENV' || (object?.object?.name === 'process' && object.property?.name === 'env')
  const name = property?.name ?? property?.value
  return isEnvironment && typeof name === 'string' ? name : undefined
}

/** The folder of the file itself. */
function isFolder({ type, name, object, property }: SyntaxNode): boolean {
  if (type === 'Identifier') return name === '__dirname'
  return type === 'MemberExpression' && object?.type === 'MetaProperty' && property?.name === 'dirname'
}

function outerObjects(program: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  walk(program, (node) => {
    if (node.type !== 'ObjectExpression') return true
    found.push(node)
    return false
  })
  return found
}

/** Visits every node; `visit` says whether to go into it. */
function walk(node: unknown, visit: (node: SyntaxNode) => boolean): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit)
    return
  }
  if (typeof node !== 'object' || node === null || typeof (node as Node).type !== 'string') return
  if (!visit(node as SyntaxNode)) return
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'loc' && key !== 'tokens' && key !== 'comments' && key !== 'original') walk(value, visit)
  }
}
