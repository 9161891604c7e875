import { AsyncLocalStorage } from 'node:async_hooks'
import { trials } from '../../evidence/trial.ts'

/** Runs what offers a server a client certificate that it should refuse: what is wrong with that one is no news in a report. */
export function asTrial<Result>(run: () => Result): Result {
  const shared = trials()
  shared.storage ??= new AsyncLocalStorage()
  return shared.storage.run(true, run)
}
