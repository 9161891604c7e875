import { applyEdits, findNodeAtLocation, type JSONPath, modify, parseTree } from 'jsonc-parser'
import { type ConfigDocument, NotEditable, type ValuePath, type WrittenValue } from './config-document.ts'
import { indentationOf } from './indentation.ts'

/** A config in JSON, or in a property of a package.json. */
export class JsonDocument implements ConfigDocument {
  readonly #text: string
  readonly #prefix: readonly string[]

  constructor(text: string, prefix: readonly string[]) {
    this.#text = text
    this.#prefix = prefix
  }

  append(list: ValuePath, value: WrittenValue): string {
    const node = this.#find(list)
    if (node === undefined) return this.#changed(list, [value])
    if (node.type !== 'array') throw new NotEditable(`${list.join('.')} is no list`)
    return this.#changed([...list, node.children?.length ?? 0], value, true)
  }

  remove(item: ValuePath): string {
    return this.#changed(item, undefined)
  }

  set(property: ValuePath, value: WrittenValue): string {
    return this.#changed(property, value)
  }

  lineOf(value: ValuePath): number | undefined {
    const node = this.#find(value)
    return node && this.#text.slice(0, node.offset).split('\n').length
  }

  #find(value: ValuePath) {
    const tree = parseTree(this.#text)
    return tree && findNodeAtLocation(tree, [...this.#prefix, ...value])
  }

  #changed(place: ValuePath, value: unknown, isArrayInsertion = false): string {
    const indent = indentationOf(this.#text)
    const formattingOptions = { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length, eol: eolOf(this.#text) }
    const path = [...this.#prefix, ...place] as JSONPath
    return applyEdits(this.#text, modify(this.#text, path, value, { formattingOptions, isArrayInsertion }))
  }
}

export function eolOf(text: string): '\r\n' | '\n' {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
