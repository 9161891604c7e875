import { placeOfMistake } from '../place-of-mistake.ts'
import type { ConfigDocument, ValuePath, WrittenValue } from './editable-document.ts'
import { indentationOf } from './indentation.ts'
import { block, literal, propertyName, type Quote } from './literal.ts'
import { configObject, type Node, propertyOf, propertyValue } from './module-syntax.ts'
import { NotEditable } from './not-editable.ts'
import { parseJson, parseModule } from './parse-module.ts'
import { type SourceList, spliced, withItem, withoutItem } from './source-list.ts'

/** A config in JavaScript, TypeScript or JSON whose entries are written out. */
export class SourceDocument implements ConfigDocument {
  readonly #text: string
  readonly #parse: (text: string) => Node
  readonly #root: Node
  readonly #isJson: boolean

  /** JavaScript or TypeScript. @throws NotEditable when the config is not an object that stands in the file. */
  static module(text: string): SourceDocument {
    return new SourceDocument(text, (source) => configObject(parseModule(source)), false)
  }

  /** JSON. @throws NotEditable when it does not parse. */
  static json(text: string): SourceDocument {
    return new SourceDocument(text, parseJson, true)
  }

  private constructor(text: string, parse: (text: string) => Node, isJson: boolean) {
    this.#text = text
    this.#parse = parsing(parse)
    this.#root = this.#parse(text)
    this.#isJson = isJson
  }

  append(list: ValuePath, value: WrittenValue): string {
    const parent = this.#find(list.slice(0, -1))
    const name = String(list.at(-1))
    const step = indentationOf(this.#text)
    const quote = this.#quote()
    const present = propertyOf(parent, name)
    if (present === undefined) {
      const property = (indent: string) =>
        `${propertyName(name, quote)}: [\n${indent}${step}${block(value, quote, indent + step, step)}${this.#isJson ? '' : ','}\n${indent}]`
      return this.#checked(withItem(this.#text, this.#list(parent, 'properties'), property, step))
    }
    const array = propertyValue(present)
    if (array.type !== 'ArrayExpression') throw new NotEditable(`${name} is computed`)
    const item = (indent: string) => block(value, quote, indent, step)
    return this.#checked(withItem(this.#text, this.#list(array, 'elements'), item, step))
  }

  /** Adds a piece of code to the end of a list; a list that is missing is made. @throws NotEditable */
  appendCode(list: ValuePath, code: string): string {
    const parent = this.#find(list.slice(0, -1))
    const name = String(list.at(-1))
    const step = indentationOf(this.#text)
    const present = propertyOf(parent, name)
    if (present === undefined) {
      return this.#checked(withItem(this.#text, this.#list(parent, 'properties'), () => `${name}: [${code}]`, step))
    }
    const array = propertyValue(present)
    if (array.type !== 'ArrayExpression') throw new NotEditable(`${name} is computed`)
    return this.#checked(withItem(this.#text, this.#list(array, 'elements', true), () => code, step))
  }

  remove(item: ValuePath): string {
    const array = this.#find(item.slice(0, -1))
    return this.#checked(withoutItem(this.#text, this.#list(array, 'elements'), item.at(-1) as number))
  }

  set(property: ValuePath, value: WrittenValue): string {
    const object = this.#find(property.slice(0, -1))
    const name = String(property.at(-1))
    const quote = this.#quote()
    const present = propertyOf(object, name)
    if (present !== undefined) return this.#checked(spliced(this.#text, propertyValue(present), literal(value, quote)))
    const written = () => `${propertyName(name, quote)}: ${literal(value, quote)}`
    return this.#checked(withItem(this.#text, this.#list(object, 'properties'), written, indentationOf(this.#text)))
  }

  lineOf(value: ValuePath): number | undefined {
    try {
      return this.#text.slice(0, this.#find(value).start).split('\n').length
    } catch {
      return undefined
    }
  }

  #find(path: ValuePath): Node {
    return path.reduce<Node>((node, part) => {
      if (typeof part === 'number') {
        const element = node.type === 'ArrayExpression' ? node.elements?.[part] : undefined
        if (!element || node.elements!.some((one) => one?.type === 'SpreadElement')) {
          throw new NotEditable('the list is computed')
        }
        return element
      }
      const property = propertyOf(node, part)
      if (property === undefined) throw new NotEditable(`${part} is not written out`)
      return propertyValue(property)
    }, this.#root)
  }

  #list(node: Node, kind: 'elements' | 'properties', loose = false): SourceList {
    return { ...listOf(node, kind, loose), strict: this.#isJson }
  }

  #quote(): Quote {
    if (this.#isJson) return 'json'
    const count = (quote: string) => this.#text.split(quote).length
    return count('"') > count("'") ? '"' : "'"
  }

  /** What no longer parses is never written. */
  #checked(text: string): string {
    this.#parse(text)
    return text
  }
}

function parsing(parse: (text: string) => Node): (text: string) => Node {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      if (error instanceof NotEditable) throw error
      throw new NotEditable(`the file does not parse${placeOfMistake(error)}`)
    }
  }
}

/** `loose`: what is spread into it does no harm, as the order of its items is of no account. */
function listOf(node: Node, kind: 'elements' | 'properties', loose: boolean): SourceList {
  const items = node[kind]
  if (!items || items.some((item) => item === null || (!loose && item.type === 'SpreadElement'))) {
    throw new NotEditable('the list is computed')
  }
  return {
    span: { start: node.start, end: node.end },
    items: items.map((item) => ({ start: item!.start, end: item!.end })),
  }
}
