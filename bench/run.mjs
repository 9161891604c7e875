/**
 * `npm run bench`: our `request` beside its peers, all against one mTLS server process, each measurement in a fresh
 * process, clients interleaved. Ratios to `undici.request` of the same round; the reference against itself shows the noise.
 * Needs `npm run build` and `npm ci --prefix bench`.
 *
 *   node bench/run.mjs [--workloads 'a;b'] [--clients 'a;b'] [--rounds n] [--json file] [--dist folder] [--before folder]
 *
 * `--dist`: the build to measure; `--before`: another build, as one more client.
 *
 * Runs on this Node, or on the one that BENCH_NODE names.
 */
import { execFile, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { runnerImport } from 'vite'
import { report } from './report.mjs'
import { workloads } from './workloads.mjs'

const run = promisify(execFile)
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const node = process.env.BENCH_NODE || process.execPath
// What it names is read by every process, before anything that is measured.
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env

/** `file`: the same client may run under several names. */
const clients = {
  'undici.request': { file: 'undici-request', http2: true, hosts: true },
  'undici.request (again)': { file: 'undici-request', http2: true, hosts: true },
  'vitest-mtls': { file: 'vitest-mtls', http2: true, hosts: true },
  'vitest-mtls, not recorded': { file: 'vitest-mtls-not-recorded', http2: true },
  'vitest-mtls, handshake read': { file: 'vitest-mtls-handshake', http2: true },
  'undici.fetch': { file: 'undici-fetch', http2: true, hosts: true },
  'node:https': { file: 'node-https', hosts: true },
  'node:https, recorded': { file: 'node-https-recorded' },
  axios: { file: 'axios', hosts: true },
  got: { file: 'got' },
  'node-fetch': { file: 'node-fetch' },
  ky: { file: 'ky' },
  supertest: { file: 'supertest', hosts: true },
  'Playwright request': { file: 'playwright' },
}
const reference = 'undici.request'

const { values: options } = parseArgs({
  options: {
    workloads: { type: 'string' },
    clients: { type: 'string' },
    rounds: { type: 'string' },
    json: { type: 'string' },
    dist: { type: 'string', default: here('../dist') },
    before: { type: 'string' },
  },
})
if (options.before) clients['vitest-mtls (before)'] = { ...clients['vitest-mtls'], dist: options.before }
const chosenWorkloads = chosen(options.workloads, Object.keys(workloads))
const chosenClients = [...new Set([reference, ...chosen(options.clients, Object.keys(clients))])]

const folder = await makeCertificates()
const server = fork(here('server.mjs'), [folder], { execPath: node, env })
const [port] = await once(server, 'message')
try {
  const samples = []
  for (const workload of chosenWorkloads) {
    const rounds = Number(options.rounds ?? workloads[workload].rounds)
    const able = chosenClients.filter((name) => canDo(clients[name], workloads[workload]))
    for (let round = 0; round < rounds; round++) {
      for (const name of rotated(able, round)) samples.push(...(await measure(name, workload, round)))
      process.stderr.write(`${workload}: round ${round + 1} of ${rounds}\n`)
    }
  }
  const machine = {
    node: execFileSync(node, ['-v'], { encoding: 'utf8' }).trim(),
    cpu: cpus()[0].model,
    cores: cpus().length,
  }
  const { markdown, json } = report(samples, { clients: chosenClients, reference, machine })
  console.log(markdown)
  if (options.json) writeFileSync(options.json, `${JSON.stringify(json, null, 2)}\n`)
} finally {
  server.disconnect()
  rmSync(folder, { recursive: true })
}

/** HTTP/2, or requests to two hosts by one client. */
function canDo(client, { http2 = false, hosts = false }) {
  return (client.http2 || !http2) && (client.hosts || !hosts)
}

async function measure(name, workload, round) {
  const { file, dist = options.dist } = clients[name]
  const task = { client: file, workload, dist: resolve(dist), origin: `https://localhost:${port}`, folder }
  const { stdout } = await run(node, [here('process.mjs'), JSON.stringify(task)], { env, timeout: 300_000 })
  return Object.entries(JSON.parse(stdout)).map(([work, values]) => ({ name, work, round, ...values }))
}

/** An authority, a server's certificate for localhost and a client's, as files. */
async function makeCertificates() {
  const { createAuthority } = (await runnerImport(here('../fixtures/authority.ts'))).module
  const authority = await createAuthority({ name: 'Bench Authority' })
  const serverIdentity = await authority.issueServer()
  const clientIdentity = await authority.issueClient({ subject: 'CN=bench' })
  const target = mkdtempSync(join(tmpdir(), 'vitest-mtls-bench-'))
  const contents = {
    'ca.crt': authority.certificate,
    'server.crt': serverIdentity.chain,
    'server.key': serverIdentity.key,
    'client.crt': clientIdentity.chain,
    'client.key': clientIdentity.key,
  }
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(target, name), text, { mode: 0o600 })
  return target
}

function chosen(list, all) {
  const names = list?.split(';') ?? all
  for (const name of names) if (!all.includes(name)) throw new Error(`${name} is none of: ${all.join(', ')}`)
  return names
}

/** Each round begins with another client: what the machine does at the same time hits none of them always. */
function rotated(names, round) {
  const start = round % names.length
  return [...names.slice(start), ...names.slice(0, start)]
}
