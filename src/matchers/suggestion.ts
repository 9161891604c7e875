import { similarity } from '../verification/similarity.ts'

/** `; did you mean "unknown_ca"?`, or what is valid when nothing is near. */
export function suggestion(written: string, valid: readonly string[]): string {
  const [near] = valid
    .map((name) => ({ name, score: similarity(plain(written), plain(name)) }))
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score)
  return near ? `; did you mean "${near.name}"?` : `; valid are ${valid.join(', ')}.`
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
