import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { startChromium } from '../../fixtures/browser.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import { createClientsProject } from './material/clients-project.ts'

const spec = (untrusted: number, trusted: number) => `import https from 'node:https'
import { once } from 'node:events'
import { test } from 'vitest'
import axios from 'axios'
import got from 'got'
import superagent from 'superagent'
import nodeFetch from 'node-fetch'

const httpsAgent = new https.Agent({ rejectUnauthorized: false })
const trusted = 'https://localhost:${trusted}/'
const untrusted = 'https://localhost:${untrusted}/'

test('axios, which verifies nothing', () => axios.get(untrusted, { httpsAgent, validateStatus: null }))
test('axios', () => axios.get(trusted))
test('got', () => got(trusted))
test('superagent', () => superagent.get(trusted))
test('node-fetch', () => nodeFetch(trusted))
test('fetch', () => fetch(trusted))
test('https', async () => {
  const [response] = await once(https.get(trusted), 'response')
  response.resume()
})
test('refused by us', () => axios.get(untrusted))
`

test('reports name each client, and warn of a caller that verifies nothing', async () => {
  await using clients = await createClientsProject()
  const { folder } = clients.project
  const { places } = JSON.parse(await readFile(clients.lab.env.CLIENTS_LAB, 'utf8')) as {
    places: Record<string, { port: number }>
  }
  const untrusted = places.untrusted!.port
  await clients.project.write({
    'several.test.ts': spec(untrusted, places.https!.port),
    'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'

export default defineConfig({
  plugins: [mtls({ clients: 'equip' })],
  test: {
    testTimeout: 60_000,
    reporters: ['default', ['vitest-mtls/reporter', { html: 'mtls.html', json: 'mtls.json', table: true }]],
  },
})
`,
  })
  const { stdout, stderr } = await runVitest(folder, { reporters: [], args: ['several.test.ts'], env: clients.lab.env })
  const json = JSON.parse(await readFile(join(folder, 'mtls.json'), 'utf8')) as {
    tests: { names: string[]; calls: { client: string; connections: number[] }[] }[]
    connections: { handshake: { verification: { enabled: boolean; problems: { class: string }[] } } }[]
  }
  const called = json.tests.map(({ names, calls }) => [names[0], calls.map(({ client }) => client)])
  expect(Object.fromEntries(called)).toEqual({
    'axios, which verifies nothing': ['axios over https'],
    axios: ['axios over https'],
    got: ['got over https'],
    superagent: ['superagent over https'],
    'node-fetch': ['node-fetch over https'],
    fetch: ['fetch'],
    https: ['https'],
    'refused by us': ['axios over https'],
  })
  const unverified = json.connections.filter(({ handshake }) => !handshake.verification.enabled)
  expect(unverified.map(({ handshake }) => handshake.verification.problems.map((problem) => problem.class))).toEqual([
    ['self-signed'],
  ])

  expect(stderr).toMatch(/^GET https:\/\/localhost:\d+\/ ✗ DEPTH_ZERO_SELF_SIGNED_CERT, by axios over https$/m)
  const output = stdout + stderr
  const table = output.slice(output.indexOf('mTLS  ')).replaceAll(/localhost:\d+/g, 'server')
  expect(table).toContain(
    'by axios over https, fetch, got over https, https, node-fetch over https, superagent over https',
  )
  expect(table).toMatch(/not refused: self-signed +\d+\n +by axios over https\n +! verification is switched off/)

  if (requireProgram('chromium')) return
  const browser = await startChromium()
  const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } })
  await page.goto(pathToFileURL(join(folder, 'mtls.html')).href)
  const servers = await page.locator('main').innerText()
  await browser.close()
  expect(servers).toContain('by axios over https, fetch, got over https')
  expect(servers).toContain('verification is switched off')
})
