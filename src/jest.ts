/** For Jest: `setupFilesAfterEnv: ['vitest-mtls/jest']` adds the matchers and the global `request`. */

import './ambient/global-request.ts'
import './ambient/jest-assertions.ts'
import { createRequire } from 'node:module'
import { useClients } from './clients/use-clients.ts'
import type { ResolvedConfig } from './config/resolved-config.ts'
import type { Credentials } from './credentials/credentials.ts'
import { watchPending } from './evidence/pending.ts'
import { sharedState } from './evidence/shared-state.ts'
import { forgottenTimeout, throwForgotten, throwLeftOver } from './evidence/throw-forgotten.ts'
import { type ExpectState, JestTests } from './jest/jest-tests.ts'
import { type MtlsMatchers, matchers } from './matchers/index.ts'
import { kitMatchers } from './matchers/kit-matchers.ts'
import { type SnapshotSerializer, snapshotSerializer } from './report/snapshot-serializer.ts'
import { atCallSite } from './request/call-site.ts'
import type { RequestFunction } from './request/client.ts'
import type { DefaultClient } from './request/default-client.ts'
import { testRunner } from './request/test-runner.ts'
import { requireWhenNeeded } from './tls/require-when-needed.ts'

export type { MtlsMatchers }

/** What Jest puts into the global scope of a test file, as far as it is used here. */
interface JestGlobals {
  expect?: {
    extend(matchers: Record<string, unknown>): void
    addSnapshotSerializer(serializer: SnapshotSerializer): void
    getState(): ExpectState
  }
  beforeAll(begin: () => Promise<void>): void
  beforeEach(begin: () => void): void
  afterEach(check: () => void | Promise<void>, timeout?: number): void
  afterAll(close: () => Promise<void>, timeout?: number): void
  request?: RequestFunction
}

const jest = globalThis as unknown as JestGlobals

setUp(jest)

function setUp({ expect, beforeAll, beforeEach, afterEach, afterAll }: JestGlobals): void {
  if (expect === undefined) {
    throw new Error('vitest-mtls/jest belongs into setupFilesAfterEnv, and needs injectGlobals: true (the default).')
  }
  expect.extend({ ...matchers, ...kitMatchers })
  expect.addSnapshotSerializer(snapshotSerializer)
  const tests = new JestTests(expect)
  watchPending(() => tests.current)
  beforeEach(() => tests.begin())
  afterEach(async () => {
    // Whatever it has forgotten, what it has begun ends.
    await Promise.resolve(throwForgotten(tests.ending)).finally(() => tests.end())
  }, forgottenTimeout)
  afterAll(async () => {
    await throwLeftOver({ areTestsNamed: true }).finally(() => tests.endFile())
  }, forgottenTimeout)
  const current = sharedState<DefaultClient>('default-client', () => ({}))
  current.source = loadForJest
  testRunner().importModule = importModule
  jest.request = request
  const mode = clientsMode(process.env.MTLS_CLIENTS)
  if (mode !== undefined) {
    const clients = useClients(mode)
    beforeAll(() => clients.read(credentialsForJest))
    afterAll(async () => clients.stop())
  }
  afterAll(async () => {
    const { client } = current
    delete current.client
    // What is still under way fails when Jest loads nothing any more.
    if (tests.areCallsOpen) for (const name of ['./judgement.cjs', './reading.cjs']) requireWhenNeeded(name)
    await client?.destroy()
  })
}

/** As the option `clients` of the Vitest plugin; Jest hands no options to a setup file. */
function clientsMode(written: string | undefined): 'record' | 'equip' | undefined {
  if (written === undefined || written === '' || written === 'false') return undefined
  if (written === 'record' || written === 'equip') return written
  throw new Error(`MTLS_CLIENTS is '${written}'. Write 'record', 'equip' or 'false'.`)
}

function request(...[input, init]: Parameters<RequestFunction>): ReturnType<RequestFunction> {
  return atCallSite(input, async () => {
    const helper = await import('./request/default-client.ts')
    return helper.send(input, init)
  })
}

async function credentialsForJest(): Promise<Credentials> {
  const config = await loadForJest()
  const { createCredentials } = await import('./credentials/credentials.ts')
  return createCredentials(config)
}

/** The config that is found from the working directory. */
async function loadForJest(): Promise<ResolvedConfig> {
  const { loadConfig } = await import('./config/load-config.ts')
  return loadConfig({ root: process.cwd(), importModule })
}

/** By Jest's own `require`, with the transforms of the project; what that cannot load, Node loads. */
async function importModule(file: string): Promise<unknown> {
  try {
    return createRequire(file)(file)
  } catch (error) {
    const { code, name } = error as { code?: unknown; name?: unknown }
    // An ES module, or TypeScript without a transform: nothing of it has run.
    if (code !== 'ERR_REQUIRE_ESM' && name !== 'SyntaxError') throw error
    const { importInWorker } = await import('./config/import-in-worker.ts')
    return importInWorker(file)
  }
}
