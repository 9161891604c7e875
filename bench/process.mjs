/** One client at one workload, in a process of its own. Prints its measurements as JSON. */
import { workloads } from './workloads.mjs'

const { client, workload, dist, origin, folder } = JSON.parse(process.argv[2])
const { fresh = false, http2 = false, run } = workloads[workload]
const files = { ca: `${folder}/ca.crt`, cert: `${folder}/client.crt`, key: `${folder}/client.key` }

const measurements = {}
let begun = { cpu: 0, wall: 0 }
const sender = await run(
  async () => {
    const { readFileSync } = await import('node:fs')
    const { default: connect } = await import(`./clients/${client}.mjs`)
    const contents = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, readFileSync(file)]))
    return connect({ origin, files, fresh, http2, dist, ...contents })
  },
  {
    begin() {
      begun = now()
    },
    measure(name) {
      const { cpu, wall } = now()
      const { maxRSS } = process.resourceUsage()
      measurements[name] = { cpu: cpu - begun.cpu, wall: wall - begun.wall, memory: maxRSS / 1024 }
    },
  },
)
process.stdout.write(JSON.stringify(measurements))
await sender.close()

/** Milliseconds since the start of the process; CPU of all its threads, user and system. */
function now() {
  const { user, system } = process.cpuUsage()
  return { cpu: (user + system) / 1000, wall: performance.now() }
}
