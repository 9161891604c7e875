import type { Scenario } from './recorded-scenarios.ts'

export type Chunks = Scenario['chunks']

/** A stream of numbers in [0, 1) that a seed decides (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The chunks with one to four faults, each in some byte, range or order of them. */
export function mutate(chunks: Chunks, random: () => number): Chunks {
  let mutated = [...chunks]
  const faults = 1 + Math.floor(random() * 4)
  for (let count = 0; count < faults; count++) {
    const place = Math.floor(random() * mutated.length)
    const chunk = mutated[place]
    if (chunk === undefined) break
    const mutation = mutations[Math.floor(random() * mutations.length)] as Mutation
    const bytes = mutation(chunk.bytes, random)
    mutated = bytes === undefined ? reordered(mutated, place, random) : mutated.with(place, { ...chunk, bytes })
  }
  return mutated
}

/** Undefined: the order of the chunks changes instead. */
type Mutation = (bytes: Uint8Array, random: () => number) => Uint8Array | undefined

const mutations: Mutation[] = [
  // near the start, where lengths and types are
  (bytes, random) => withByte(bytes, Math.floor(random() ** 3 * bytes.length), Math.floor(random() * 256)),
  (bytes, random) => withByte(bytes, Math.floor(random() * bytes.length), Math.floor(random() * 256)),
  (bytes, random) => {
    const place = Math.floor(random() * bytes.length)
    return withByte(bytes, place, (bytes[place] ?? 0) ^ (1 << Math.floor(random() * 8)))
  },
  (bytes, random) => {
    const start = Math.floor(random() * bytes.length)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + Math.floor(random() * 16))])
  },
  (bytes, random) => {
    const start = Math.floor(random() * bytes.length)
    const noise = Uint8Array.from({ length: 1 + Math.floor(random() * 16) }, () => Math.floor(random() * 256))
    return Buffer.concat([bytes.subarray(0, start), noise, bytes.subarray(start)])
  },
  (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  (bytes, random) => Uint8Array.from(bytes, () => Math.floor(random() * 256)),
  () => undefined,
]

function withByte(bytes: Uint8Array, place: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  if (place < copy.length) copy[place] = value
  return copy
}

function reordered(chunks: Chunks, place: number, random: () => number): Chunks {
  const other = Math.floor(random() * chunks.length)
  const [first, second] = [chunks[place], chunks[other]]
  if (first === undefined || second === undefined) return chunks
  return random() < 0.5 ? chunks.with(place, second).with(other, first) : chunks.toSpliced(other, 0, first)
}
