/** Runs once per test file, in the worker: it may import nothing heavy. */
import { afterAll, expect, inject } from 'vitest'
import { sharedState } from '../evidence/shared-state.ts'
import { matchers } from '../matchers/index.ts'
import type { DefaultClient } from '../request/default-client.ts'
import type { MtlsResponse } from '../request/mtls-response.ts'
import type { MtlsRequestInit, RequestInput } from '../request/request-init.ts'
import { contextName } from './worker-context.ts'

const context = inject(contextName)
const current = sharedState<DefaultClient>('default-client', () => ({}))

// Vitest's module runner executes this file, and so can import a config in TypeScript.
current.source = async () => {
  const { loadInWorker } = await import('./load-in-worker.ts')
  return loadInWorker(context, (file) => import(/* @vite-ignore */ file))
}

expect.extend(matchers)

if (context.globals) {
  Object.defineProperty(globalThis, 'request', {
    configurable: true,
    writable: true,
    value: async function request(input: RequestInput, init?: MtlsRequestInit): Promise<MtlsResponse> {
      const helper = await import('../request/default-client.ts')
      return helper.request(input, init)
    },
  })
}

afterAll(async () => {
  const { client } = current
  delete current.client
  await client?.destroy()
})
