/** Paragraphs in lines of at most `columns`, broken at spaces where there are some; later lines are indented by two more. */
export function wrapped(text: string, columns: number, indent = ''): string {
  return text
    .split('\n')
    .flatMap((line) => linesOf(line, Math.max(20, columns - indent.length)))
    .map((line) => (line === '' ? '' : `${indent}${line}`))
    .join('\n')
}

function linesOf(text: string, columns: number): string[] {
  if (text.length <= columns) return [text]
  const indent = `${/^ */.exec(text)![0]}  `
  const space = text.lastIndexOf(' ', columns)
  const end = space > indent.length ? space : columns
  return [text.slice(0, end), ...linesOf(`${indent}${text.slice(end).trimStart()}`, columns)]
}
