import { missingInternals } from '../../../src/connection/handle-tap/record-socket.ts'
import { hiddenPieces } from '../handle-tap/hidden-internals.ts'
import { fuzzConnections } from './fuzzed-connections.ts'

// npm run fuzz:connections -- [count] [seed] [duplex]; duplex: as on a Node that lacks a piece of what the tap on the handle is made of
const [count = '30000', seed = '1', way = 'handle'] = process.argv.slice(2)
if (way === 'duplex') hiddenPieces[0]?.hide()
console.log(
  `${count} faulty connections from seed ${seed}, Node ${process.version}, ${missingInternals().join() || 'tap on the handle'}`,
)
const begun = performance.now()
const { connections, outcomes, wrong } = await fuzzConnections(
  { count: Number(count), seed: Number(seed) },
  (tally) => {
    const { rss } = process.memoryUsage()
    console.log(`${tally.connections} connections, ${tally.wrong.length} wrong, ${Math.round(rss / 2 ** 20)} MiB`)
  },
)
for (const [outcome, calls] of [...outcomes].sort()) console.log(`${outcome}: ${calls}`)
for (const problem of wrong.slice(0, 20)) console.log(problem)
console.log(`${connections} connections, ${wrong.length} wrong, ${Math.round((performance.now() - begun) / 1000)} s`)
process.exitCode = wrong.length === 0 ? 0 : 1
