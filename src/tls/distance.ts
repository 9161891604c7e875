const units: readonly [name: string, milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

/** How far two moments are apart, in the largest unit that fits, rounded down: `1 day`, `5 hours`; every place gives the same distance. Milliseconds. */
export function distance(milliseconds: number): string {
  const apart = Math.abs(milliseconds)
  const [name, size] = units.find(([, size]) => apart >= size) ?? units.at(-1)!
  const count = Math.floor(apart / size)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** The same, seen from the second moment: `5 hours ago`, `in 1 day`. */
export function fromNow(milliseconds: number): string {
  return milliseconds < 0 ? `${distance(milliseconds)} ago` : `in ${distance(milliseconds)}`
}
