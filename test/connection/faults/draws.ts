/** A whole number from 0 to `limit` - 1. */
export function below(random: () => number, limit: number): number {
  return Math.floor(random() * limit)
}

/** One of `choices`. */
export function among<Choice>(random: () => number, choices: readonly Choice[]): Choice {
  return choices[below(random, choices.length)]!
}
