import { mangles } from './mangled-secrets.ts'

type Mutation = (bytes: Buffer, other: Buffer, random: () => number) => Buffer

/** A file with one to four faults; `other`: another file, of which parts may come in. */
export function mutated(bytes: Buffer, other: Buffer, random: () => number): Buffer {
  let result = bytes
  const faults = 1 + Math.floor(random() * 4)
  for (let count = 0; count < faults; count++) {
    result = mutations[Math.floor(random() * mutations.length)]!(result, other, random)
  }
  return result
}

const mutations: readonly Mutation[] = [
  function changeByte(bytes, _, random) {
    const changed = Buffer.from(bytes)
    if (changed.length > 0) changed[below(changed.length, random)] = below(256, random)
    return changed
  },
  function flipBit(bytes, _, random) {
    const changed = Buffer.from(bytes)
    const place = below(changed.length, random)
    if (changed.length > 0) changed[place] = changed[place]! ^ (1 << below(8, random))
    return changed
  },
  function changeBegin(bytes, _, random) {
    const changed = Buffer.from(bytes)
    if (changed.length > 0) changed[below(Math.min(64, changed.length), random)] = below(256, random)
    return changed
  },
  function cut(bytes, _, random) {
    return bytes.subarray(0, below(bytes.length, random))
  },
  function cutBegin(bytes, _, random) {
    return bytes.subarray(below(bytes.length, random))
  },
  function remove(bytes, _, random) {
    const [start, end] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
  },
  function repeat(bytes, _, random) {
    const [start, end] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)])
  },
  function insert(bytes, _, random) {
    const place = below(bytes.length, random)
    const noise = Buffer.from(Array.from({ length: below(40, random) }, () => below(256, random)))
    return Buffer.concat([bytes.subarray(0, place), noise, bytes.subarray(place)])
  },
  function splice(bytes, other, random) {
    const [start, end] = range(other, random)
    const place = below(bytes.length, random)
    return Buffer.concat([bytes.subarray(0, place), other.subarray(start, end), bytes.subarray(place)])
  },
  function append(bytes, other) {
    return Buffer.concat([bytes, other])
  },
  function mangle(bytes, _, random) {
    const ways = Object.values(mangles)
    const text = ways[below(ways.length, random)]!(bytes.toString('latin1'))
    return Buffer.from(text.slice(0, 50_000), 'latin1')
  },
]

function range(bytes: Buffer, random: () => number): [start: number, end: number] {
  const start = below(bytes.length, random)
  return [start, start + below(Math.min(200, bytes.length - start), random)]
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit)
}
