/** Where a parser (Babel's or that of YAML) has found a mistake, to end a sentence with; empty where it does not say. */
export function placeOfMistake(error: unknown): string {
  const { loc, linePos } = error as { loc?: { line: number }; linePos?: [{ line: number }] }
  const line = loc?.line ?? linePos?.[0].line
  return line === undefined ? '' : `: the mistake is at line ${line}`
}
