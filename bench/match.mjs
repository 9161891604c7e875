/**
 * `node bench/match.mjs [entries]`: what it costs to find the client certificate of a URL among 10,000 entries. Needs no build.
 */
import { runnerImport } from 'vite'

const count = Number(process.argv[2] ?? 10_000)
const load = async (path) => (await runnerImport(new URL(path, import.meta.url).pathname)).module
const { HostIndex, portOf } = await load('../src/credentials/match.ts')
const { parseHost } = await load('../src/config/host-pattern.ts')

/** Exact hosts, wildcards of every depth, ports: all kinds in equal shares, and one for everything. */
const shapes = [
  (n) => `api-${n}.internal`,
  (n) => `*.team-${n}.example`,
  (n) => `*.a.b.c.d.zone-${n}.test`,
  (n) => `10.${n >> 8}.${n & 255}.1`,
]
const entries = Array.from({ length: count }, (_, n) => ({
  host: parseHost(n === 0 ? '*' : shapes[n % shapes.length](n)).pattern,
  port: n % 3 === 0 ? '*' : 443 + (n % 3),
}))
const index = new HostIndex(entries)

/** An entry of that shape near the end of the list, as a URL below its host would be written. */
function urlFor(shape, below) {
  const entry = entries.findLast((_, n) => n > 0 && n % shapes.length === shape)
  return `https://${below}${entry.host.name}:${entry.port === '*' ? 8443 : entry.port}/`
}

const urls = {
  'exact host': urlFor(0, ''),
  'wildcard, one label deep': urlFor(1, 'orders.'),
  'wildcard, five labels deep': urlFor(2, '1.2.3.4.5.'),
  address: urlFor(3, ''),
  'every host': 'https://one.two.three.four.five.six.seven.nowhere.test/',
}

const rounds = 200_000
for (const [name, address] of Object.entries(urls)) {
  const url = new URL(address)
  const find = () => {
    let entry
    for (let round = 0; round < rounds; round++) entry = index.find(url.hostname, portOf(url))
    return entry
  }
  find()
  const start = process.hrtime.bigint()
  const { host } = find()
  const microseconds = Number(process.hrtime.bigint() - start) / 1000 / rounds
  console.log(`${name.padEnd(28)} ${microseconds.toFixed(3)} microseconds among ${count} entries: ${host.written}`)
}
