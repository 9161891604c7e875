import { beforeAll, describe, expect, it } from 'vitest'
import { decodeFaulty, recordingOf } from './fuzz-round.ts'
import { type Chunks, mutate, seededRandom } from './mutations.ts'
import { readWireHandshake } from './read-wire-handshake.ts'
import { recordScenarios, type Scenario } from './recorded-scenarios.ts'

let scenarios: Scenario[]

beforeAll(async () => {
  scenarios = await recordScenarios()
})

/** The first `length` bytes of all that was said. */
function prefix(chunks: Chunks, length: number): Chunks {
  let left = length
  return chunks.flatMap(({ from, bytes }) => {
    const taken = bytes.subarray(0, Math.max(left, 0))
    left -= taken.length
    return taken.length > 0 ? [{ from, bytes: taken }] : []
  })
}

/** Every length near which a record begins or ends, and every thirteenth of the others. */
function telling(chunks: Chunks): number[] {
  let end = 0
  const ends = chunks.map(({ bytes }) => (end += bytes.length))
  return Array.from({ length: end }, (_, length) => length).filter(
    (length) => length % 13 === 0 || ends.some((at) => Math.abs(at - length) <= 6),
  )
}

describe('recordings of real connections', () => {
  it('decode to what happened', () => {
    const statuses = scenarios.map(({ name, chunks, keyLog }) => {
      const { clientCertificate, capture } = readWireHandshake(recordingOf(chunks, keyLog))
      return { name, status: clientCertificate.status, ...capture }
    })
    expect(statuses).toEqual(scenarios.map(({ name, status }) => ({ name, status, complete: true })))
  })

  it('decode the same in every cut', () => {
    for (const { chunks, keyLog } of scenarios) {
      const whole = recordingOf(chunks, keyLog)
      for (const size of [1, 2, 3, 7, 61]) {
        const cut = chunks.flatMap(({ from, bytes }) =>
          Array.from({ length: Math.ceil(bytes.length / size) }, (_, piece) => ({
            from,
            bytes: bytes.subarray(piece * size, (piece + 1) * size),
          })),
        )
        expect(recordingOf(cut, keyLog)).toEqual(whole)
      }
    }
  })

  it('never give a false answer when they end at any byte', { timeout: 60_000 }, () => {
    let inputs = 0
    for (const scenario of scenarios.filter(({ name }) => !name.includes('renegotiation'))) {
      for (const length of telling(scenario.chunks)) {
        decodeFaulty(scenario, prefix(scenario.chunks, length))
        inputs++
      }
    }
    expect(inputs).toBeGreaterThan(3000)
  })

  it('never give a false answer, throw or hang when 10,000 of them are damaged', () => {
    const random = seededRandom(1)
    const statuses = new Map<string, number>()
    for (let input = 0; input < 10_000; input++) {
      const scenario = scenarios[input % scenarios.length] as Scenario
      const { status } = decodeFaulty(scenario, mutate(scenario.chunks, random)).clientCertificate
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    // the damage reaches the decoder, and spares enough that every answer is still given
    expect([...statuses.keys()].sort()).toEqual(['empty', 'not-requested', 'sent', 'unknown'])
    expect(statuses.get('unknown')).toBeGreaterThan(1000)
  })
})
