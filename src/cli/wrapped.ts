/** Lines of at most `columns`, broken at spaces where there are some; every line begins with `indent`, later ones with `hang` too. */
export function wrapped(text: string, columns: number, indent = '', hang = ''): string {
  return text
    .split('\n')
    .flatMap((line) => linesOf(line, Math.max(20, columns - indent.length), hang))
    .map((line) => (line === '' ? '' : `${indent}${line}`))
    .join('\n')
}

function linesOf(text: string, columns: number, hang: string): string[] {
  if (text.length <= columns) return [text]
  const space = text.lastIndexOf(' ', columns)
  const start = text.length - text.trimStart().length
  const end = space > start ? space : columns
  return [text.slice(0, end), ...linesOf(`${hang}${text.slice(end).trimStart()}`, columns, hang)]
}
