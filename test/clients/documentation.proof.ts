import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runVitest } from '../../fixtures/vitest-run.ts'
import { createClientsProject } from './material/clients-project.ts'

/** Ports as the page has them, and the lab's servers that they stand for. */
const documented = {
  8443: 'https',
  8444: 'http2',
  8500: 'untrusted',
  8600: 'asking',
  50051: 'grpc',
  5432: 'postgres',
  3306: 'mysql',
  6380: 'redis',
  8883: 'mqtt',
  9093: 'kafka',
  587: 'smtp',
} as const

test('the examples of docs/clients.md hold', async () => {
  const page = await readFile(new URL('../../docs/clients.md', import.meta.url), 'utf8')
  const section = page.slice(page.indexOf('## An example for each'), page.indexOf('## Which clients, where'))
  const blocks = [...section.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block!)
  const tests = blocks.join('\n').match(/^test\(/gm)!.length
  await using clients = await createClientsProject()
  const { places } = JSON.parse(await readFile(clients.lab.env.CLIENTS_LAB, 'utf8')) as {
    places: Record<string, { port: number } | undefined>
  }
  const spec = Object.entries(documented).reduce(
    (text, [port, kind]) => text.replaceAll(new RegExp(`\\b${port}\\b`, 'g'), String(places[kind]?.port ?? port)),
    blocks.join('\n'),
  )
  const isOld = process.versions.node.startsWith('20.')
  // Where PostgreSQL is not installed nobody plays it; undici 8 does not run on Node 20.
  const absent = [...(places.postgres === undefined ? ['pg'] : []), ...(isOld ? ['undici 8, over HTTP/2'] : [])]
  await clients.project.write({
    'documented.test.ts': absent.reduce((text, name) => text.replace(`test('${name}'`, `test.skip('${name}'`), spec),
    'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'

export default defineConfig({ plugins: [mtls({ clients: 'equip' })], test: { testTimeout: 60_000 } })
`,
  })
  const { report, stderr } = await runVitest(clients.project.folder, {
    args: ['documented.test.ts'],
    env: { ...clients.lab.env, GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: '' },
  })
  const results = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? []
  expect(
    results.flatMap(({ failureMessages }) => failureMessages),
    stderr,
  ).toEqual([])
  expect(report?.numPassedTests).toBe(tests - absent.length)
})
