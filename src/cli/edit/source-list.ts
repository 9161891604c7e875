/** A part of a source text. */
export interface Span {
  start: number
  end: number
}

/** What stands between two brackets, separated by commas: items of an array or properties of an object. */
export interface SourceList {
  /** With its brackets. */
  span: Span
  items: readonly Span[]
  /** No comma may follow the last item, as in JSON. */
  strict?: boolean
}

/** The text with one more item at the list's end, in the manner in which the others stand: lines, comments, last comma. */
export function withItem(text: string, list: SourceList, item: (indent: string) => string, step: string): string {
  const last = list.items.at(-1)
  const outer = indentAt(text, list.span.start)
  if (last === undefined) {
    const inner = `${outer}${step}`
    return spliced(
      text,
      list.span,
      `${text[list.span.start]}\n${inner}${item(inner)}${list.strict ? '' : ','}\n${outer}${text[list.span.end - 1]}`,
    )
  }
  const isOneLine = !text.slice(list.span.start, list.span.end).includes('\n')
  const comma = commaAfter(text, last.end, list.span.end)
  if (isOneLine) {
    const end = comma ?? last.end
    return spliced(
      text,
      { start: end, end },
      `${comma === undefined ? ',' : ''} ${item(outer)}${comma === undefined ? '' : ','}`,
    )
  }
  const indent = indentAt(text, last.start)
  const lineEnd = restOfLine(text, comma ?? last.end, list.span.end)
  const added = spliced(
    text,
    { start: lineEnd, end: lineEnd },
    `\n${indent}${item(indent)}${comma === undefined ? '' : ','}`,
  )
  return comma === undefined ? spliced(added, { start: last.end, end: last.end }, ',') : added
}

/** The text without one item, its comma, and its lines where nothing else stands on them. */
export function withoutItem(text: string, list: SourceList, index: number): string {
  const item = list.items[index]!
  const next = list.items[index + 1]
  const before = list.items[index - 1]
  const comma = commaAfter(text, item.end, next?.start ?? list.span.end)
  const lineStart = text.lastIndexOf('\n', item.start - 1) + 1
  const lineEnd = restOfLine(text, comma ?? item.end, list.span.end)
  const standsAlone = text.slice(lineStart, item.start).trim() === '' && text[lineEnd] === '\n'
  if (standsAlone) {
    const without = spliced(text, { start: lineStart, end: lineEnd + 1 }, '')
    // The last of a list without a last comma: the one before it becomes the last.
    if (comma !== undefined || before === undefined) return without
    const last = commaAfter(without, before.end, list.span.end)
    return last === undefined ? without : spliced(without, { start: last - 1, end: last }, '')
  }
  if (next !== undefined) return spliced(text, { start: item.start, end: next.start }, '')
  return spliced(text, { start: before?.end ?? item.start, end: comma ?? item.end }, '')
}

export function spliced(text: string, { start, end }: Span, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end)
}

/** White space at the beginning of the line of a place. */
export function indentAt(text: string, place: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', place - 1) + 1))![0]
}

/** The place after the comma that follows, comments skipped; undefined when none stands before `limit`. */
function commaAfter(text: string, from: number, limit: number): number | undefined {
  const match = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*,/.exec(text.slice(from, limit))
  return match ? from + match[0].length : undefined
}

/** The end of what belongs to a place on its line: a comment, but nothing else. */
function restOfLine(text: string, from: number, limit: number): number {
  const match = /^[ \t]*(?:\/\/[^\n\r]*|\/\*(?:(?!\*\/)[^\n])*\*\/)?[ \t]*(?=\r?\n)/.exec(text.slice(from, limit))
  return match ? from + match[0].length : from
}
