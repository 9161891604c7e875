import { isSeq, parseDocument } from 'yaml'
import { placeOfMistake } from '../place-of-mistake.ts'
import type { ConfigDocument, ValuePath, WrittenValue } from './editable-document.ts'
import { NotEditable } from './not-editable.ts'

/** A config in YAML. */
export class YamlDocument implements ConfigDocument {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  append(list: ValuePath, value: WrittenValue): string {
    const document = this.#parsed()
    const node = document.getIn(list, true)
    if (node === undefined) document.setIn(list, document.createNode([value]))
    else if (isSeq(node)) node.add(document.createNode(value))
    else throw new NotEditable(`${list.join('.')} is no list`)
    return this.#printed(document)
  }

  remove(item: ValuePath): string {
    const document = this.#parsed()
    document.deleteIn(item)
    return this.#printed(document)
  }

  set(property: ValuePath, value: WrittenValue): string {
    const document = this.#parsed()
    document.setIn(property, value)
    return this.#printed(document)
  }

  lineOf(value: ValuePath): number | undefined {
    const node = this.#parsed().getIn(value, true) as { range?: [number, number, number] } | undefined
    return node?.range && this.#text.slice(0, node.range[0]).split('\n').length
  }

  #parsed() {
    const document = parseDocument(this.#text)
    const [mistake] = document.errors
    if (mistake) throw new NotEditable(`the file does not parse${placeOfMistake(mistake)}`)
    return document
  }

  /** Lists stand where they stood: below their name, or one step in. */
  #printed(document: ReturnType<typeof parseDocument>): string {
    const indented = /^[^\s#-].*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*#.*\r?\n)*( *)- /m.exec(this.#text)
    const nested =
      indented?.[1]?.length || /^[^\s#-][^\n]*:[ \t]*(?:#.*)?\r?\n( +)[^\s#-]/m.exec(this.#text)?.[1]?.length
    const step = nested !== undefined && nested > 0 && nested <= 8 ? nested : 2
    const text = document.toString({
      lineWidth: 0,
      indentSeq: indented === null || indented[1] !== '',
      indent: step,
      flowCollectionPadding: !/\[[^\s\]]/.test(this.#text),
    })
    return this.#text.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text
  }
}
