import type * as Vitest from 'vitest'
import { watchPending } from '../../evidence/pending.ts'
import { forgottenTimeout, throwForgottenOf } from '../../evidence/throw-forgotten.ts'
import { matchers } from '../../matchers/index.ts'
import { snapshotSerializer } from '../../report/snapshot-serializer.ts'
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
  vitest.expect.addSnapshotSerializer(snapshotSerializer)
  const scopes = new PageScopes()
  watchPending(() => scopes.current, { knowsOutside: false })
  vitest.afterEach(({ task }) => throwForgottenOf(task), forgottenTimeout)
  recordTests(vitest, context, scopes)
  const relay = (call: RelayedCall) => (commands as Commands)[relayCommand]!(call) as Promise<RelayedOutcome>
  const value = createPageRequest(relay)
  if (context.globals) Object.defineProperty(globalThis, 'request', { value, configurable: true, writable: true })
}
