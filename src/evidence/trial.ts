import { AsyncLocalStorage } from 'node:async_hooks'
import { sharedState } from './shared-state.ts'

const trials = () => sharedState('trials', () => new AsyncLocalStorage<true>())

/** Runs what offers a server a client certificate that it should refuse: what is wrong with that one is no news in a report. */
export function asTrial<Result>(run: () => Result): Result {
  return trials().run(true, run)
}

/** Whether this call is made to see it refused. */
export function isTrial(): boolean {
  return trials().getStore() === true
}
