/** The lines that a change adds (`+`) and takes away (`-`), each with up to `context` lines around it. */
export function lineChanges(before: string, after: string, context = 2): string[] {
  const lines = compared(before.split('\n'), after.split('\n'))
  return lines.filter((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((line) => !line.startsWith(' ')),
  )
}

/** Longest common subsequence: configs are short. */
function compared(before: readonly string[], after: readonly string[]): string[] {
  const common = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      common[row]![column] =
        before[row] === after[column]
          ? common[row + 1]![column + 1]! + 1
          : Math.max(common[row + 1]![column]!, common[row]![column + 1]!)
    }
  }
  const lines: string[] = []
  let row = 0
  let column = 0
  while (row < before.length || column < after.length) {
    if (row < before.length && before[row] === after[column]) {
      lines.push(` ${before[row]}`)
      row++
      column++
    } else if (
      column < after.length &&
      (row === before.length || common[row]![column + 1]! > common[row + 1]![column]!)
    ) {
      lines.push(`+${after[column++]}`)
    } else {
      lines.push(`-${before[row++]}`)
    }
  }
  return lines
}
