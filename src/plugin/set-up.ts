import type * as Vitest from 'vitest'
import { watchPending } from '../evidence/pending.ts'
import { sharedState } from '../evidence/shared-state.ts'
import { forgottenTimeout, throwForgottenOf, throwLeftOver } from '../evidence/throw-forgotten.ts'
import { matchers } from '../matchers/index.ts'
import { kitMatchers } from '../matchers/kit-matchers.ts'
import { snapshotSerializer } from '../report/snapshot-serializer.ts'
import { atCallSite } from '../request/call-site.ts'
import type { RequestFunction } from '../request/client.ts'
import type { DefaultClient } from '../request/default-client.ts'
import { testRunner } from '../request/test-runner.ts'
import { recordTests } from './record-tests.ts'
import { TestScopes } from './test-scopes.ts'
import { contextName, type WorkerContext } from './worker-context.ts'

/**
 * Prepares one test file, in the worker: the matchers, the configuration's source, the global `request`. Runs for every file,
 * so that nothing heavy is loaded before a test asks for it. `importModule` loads what Node alone cannot (TypeScript).
 */
export function setUp(
  vitest: typeof Vitest,
  importModule: (file: string) => Promise<unknown>,
): Promise<void> | undefined {
  // Absent where the setup file was listed by hand, without the plugin.
  const context: WorkerContext = vitest.inject(contextName) ?? {
    root: process.cwd(),
    globals: true,
    clients: false,
    transcript: 'on-failure',
  }
  Object.assign(testRunner(), { root: context.root, importModule })
  const current = sharedState<DefaultClient>('default-client', () => ({}))
  current.source = async () => {
    const { loadInWorker } = await import('./first-request.ts')
    return loadInWorker(context, importModule)
  }
  vitest.expect.extend({ ...matchers, ...kitMatchers })
  vitest.expect.addSnapshotSerializer(snapshotSerializer)
  const scopes = new TestScopes()
  watchPending(() => scopes.current)
  vitest.afterEach(({ task }) => throwForgottenOf(task), forgottenTimeout)
  recordTests(vitest, context, scopes)
  if (context.globals)
    Object.defineProperty(globalThis, 'request', { value: request, configurable: true, writable: true })
  vitest.afterAll(async () => {
    const { client } = current
    delete current.client
    const end = () => Promise.all([client?.destroy(), scopes.endOutside()])
    await throwLeftOver({ areTestsNamed: false }).finally(end)
  }, forgottenTimeout)
  return context.clients === false ? undefined : watchClients(vitest, context.clients, current.source)
}

/** Before the first import of the test file, which may take functions out of Node's modules for good. */
async function watchClients(
  vitest: typeof Vitest,
  mode: 'record' | 'equip',
  source: NonNullable<DefaultClient['source']>,
): Promise<void> {
  const { useClients } = await import('../clients/use-clients.ts')
  const clients = useClients(mode)
  vitest.afterAll(clients.stop)
  await clients.read(async () => {
    const config = await source()
    const { createCredentials } = await import('./first-request.ts')
    return createCredentials(config)
  })
}

const request: RequestFunction = (input, init) =>
  atCallSite(input, async () => {
    const first = await import('./first-request.ts')
    return first.send(input, init)
  })
