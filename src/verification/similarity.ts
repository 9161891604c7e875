/** How much two texts have in common, from 0 to 1: the share of their pairs of neighbouring characters (Dice's coefficient). */
export function similarity(a: string, b: string): number {
  const left = pairsOf(a)
  const right = pairsOf(b)
  const total = left.length + right.length
  let shared = 0
  for (const pair of left) {
    const index = right.indexOf(pair)
    if (index < 0) continue
    right.splice(index, 1)
    shared += 1
  }
  return total === 0 ? 0 : (2 * shared) / total
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2))
}
