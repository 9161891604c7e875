import { decodeFaulty } from './fuzz-round.ts'
import { lookOften } from './looks.ts'
import { mutate, seededRandom } from './mutations.ts'
import { recordScenarios, type Scenario } from './recorded-scenarios.ts'

/** How many inputs gave each status. Throws at the first false answer, with the seed that leads to it. */
async function fuzz(count: number, seed: number): Promise<Map<string, number>> {
  const scenarios = await recordScenarios()
  const statuses = new Map<string, number>()
  for (let input = 0; input < count; input++) {
    const scenario = scenarios[input % scenarios.length] as Scenario
    const random = seededRandom(seed + input)
    const chunks = random() < 0.1 ? noise(random) : mutate(scenario.chunks, random)
    const { status } = attempt(seed + input, () => decodeFaulty(scenario, chunks)).clientCertificate
    attempt(seed + input, () => lookOften(chunks, scenario.keyLog, random, { often: 0.2, handshake: random() }))
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (input % 100_000 === 99_999) {
      const heap = Math.round(process.memoryUsage().heapUsed / 2 ** 20)
      console.log(`${input + 1} inputs, heap ${heap} MiB`)
    }
  }
  return statuses
}

function attempt<Result>(seed: number, decode: () => Result): Result {
  // CPU time: on a busy machine the clock runs on while others work.
  const begun = process.cpuUsage()
  const result = reported(seed, decode)
  const { user, system } = process.cpuUsage(begun)
  if (user + system > 2_000_000)
    throw new Error(`seed ${seed}: took ${Math.round((user + system) / 1000)} ms of CPU time`)
  return result
}

function reported<Result>(seed: number, decode: () => Result): Result {
  try {
    return decode()
  } catch (cause) {
    throw new Error(`seed ${seed}`, { cause })
  }
}

/** Random bytes, some with the headers of TLS records in front. */
function noise(random: () => number): Scenario['chunks'] {
  return Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
    const bytes = Uint8Array.from({ length: 5 + Math.floor(random() * 400) }, () => Math.floor(random() * 256))
    if (random() < 0.9) bytes.set([20 + Math.floor(random() * 4), 3, 3, 0, Math.min(bytes.length - 5, 255)])
    return { from: random() < 0.5 ? 'client' : 'server', bytes }
  })
}

const [count = '100000', seed = '1'] = process.argv.slice(2)
console.log(`decoding ${count} damaged recordings from seed ${seed}`)
for (const [status, inputs] of await fuzz(Number(count), Number(seed))) console.log(`${status}: ${inputs}`)
