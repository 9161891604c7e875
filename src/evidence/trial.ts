import type { AsyncLocalStorage } from 'node:async_hooks'
import { sharedState } from './shared-state.ts'

/** What trials of flawed client certificates run in; made by the first: a page of browser mode has no such thing. */
export const trials = () => sharedState<{ storage?: AsyncLocalStorage<true> }>('trials', () => ({}))

/** Whether this call is made to see it refused. */
export function isTrial(): boolean {
  return trials().storage?.getStore() === true
}
