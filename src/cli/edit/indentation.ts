/** One step of indentation as a text has it: the first line that begins with white space tells. Default: two spaces. */
export function indentationOf(text: string): string {
  const [, indent] = /\n(\t+| {2,8})\S/.exec(text) ?? []
  if (indent === undefined) return '  '
  return indent.startsWith('\t') ? '\t' : indent
}
