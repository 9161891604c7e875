import type * as Vitest from 'vitest'
import { matchers, pendingMatchers, testNames, watchMatchers } from '../../matchers/index.ts'
import { recordTests } from '../record-tests.ts'
import { contextName } from '../worker-context.ts'
import { createPageRequest } from './page-request.ts'
import { PageScopes } from './page-scopes.ts'
import { type RelayedCall, type RelayedOutcome, relayCommand } from './relayed.ts'

type Commands = Record<string, (...args: unknown[]) => Promise<unknown>>

/** As `setUp`, for a test file that runs in a page. `commands` are those of Vitest's browser mode. */
export function setUpPage(vitest: typeof Vitest, commands: unknown): void {
  const context = vitest.inject(contextName)
  vitest.expect.extend(matchers)
  watchMatchers()
  vitest.afterEach(({ task }) => {
    const [forgotten] = pendingMatchers(...testNames(task))
    if (forgotten !== undefined) throw forgotten.error
  })
  recordTests(vitest, context, new PageScopes())
  const relay = (call: RelayedCall) => (commands as Commands)[relayCommand]!(call) as Promise<RelayedOutcome>
  const value = createPageRequest(relay)
  if (context.globals) Object.defineProperty(globalThis, 'request', { value, configurable: true, writable: true })
}
