import { seededRandom } from '../tls/mutations.ts'
import { fuzzedFiles } from './fuzzed-files.ts'
import { mutated } from './mutated-files.ts'

/** How many inputs came to what. Throws at the first answer that is neither a right credential nor one clear error, with its seed. */
async function fuzz(count: number, seed: number): Promise<Map<string, number>> {
  const files = await fuzzedFiles()
  const outcomes = new Map<string, number>()
  let slowest = 0
  for (let input = 0; input < count; input++) {
    // By the seed, so that one input alone can be read again.
    const file = files[(seed + input) % files.length]!
    const random = seededRandom(seed + input)
    const bytes = mutated(file.bytes, files[Math.floor(random() * files.length)]!.bytes, random)
    // CPU time: on a busy machine the clock runs on while others work.
    const begun = process.cpuUsage()
    const outcome = await file.read(bytes, random() < 0.3).catch((cause: unknown) => {
      throw new Error(`seed ${seed + input}: ${file.name}`, { cause })
    })
    const { user, system } = process.cpuUsage(begun)
    slowest = Math.max(slowest, user + system)
    if (user + system > 1_000_000)
      throw new Error(`seed ${seed + input}: ${file.name} took ${(user + system) / 1000} ms`)
    const key = `${file.name}: ${outcome}`
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
    if (input % 20_000 === 19_999)
      console.log(`${input + 1} files, the slowest ${Math.round(slowest / 1000)} ms of CPU time`)
  }
  return outcomes
}

const [count = '200000', seed = '1'] = process.argv.slice(2)
console.log(`reading ${count} damaged files from seed ${seed}`)
for (const [outcome, inputs] of [...(await fuzz(Number(count), Number(seed)))].sort())
  console.log(`${outcome}: ${inputs}`)
