import { AsyncLocalStorage } from 'node:async_hooks'
import { recordCall } from '../../evidence/call-recorder.ts'
import { sharedState } from '../../evidence/shared-state.ts'
import { CallEvidence } from '../call-evidence.ts'

/** The call of `fetch` to which a dispatch belongs: every hop of a redirect chain is a dispatch of its own. */
const fetches = () => sharedState('fetches', () => new AsyncLocalStorage<CallEvidence>())

/** Runs a `fetch` whose dispatches are noted in one evidence. */
export function withEvidence<T>(evidence: CallEvidence, fetch: () => T): T {
  return fetches().run(evidence, fetch)
}

/** Evidence for a dispatch that begins: that of the `fetch` that it belongs to, else its own. */
export function evidenceOfDispatch(url: string, method: string): CallEvidence {
  const ofFetch = fetches().getStore()
  ofFetch?.begin(url, method)
  return ofFetch ?? recordedEvidence(url, method)
}

/** Evidence of a call that begins. */
export function recordedEvidence(url: string, method: string): CallEvidence {
  const evidence = new CallEvidence(url, method)
  recordCall({ evidence, connections: evidence.connections })
  return evidence
}
