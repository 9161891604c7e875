import type { ResolvedConfig } from '../../config/resolved-config.ts'
import { createClientFrom } from '../../request/client.ts'
import { answerPage } from './answer-page.ts'
import type { RelayedCall, RelayedOutcome } from './relayed.ts'

/** Makes the requests of pages. */
export interface PageClient {
  answer(call: RelayedCall): Promise<RelayedOutcome>
  destroy(): Promise<void>
}

/** `load` gives the configuration when a page first asks. */
export function createPageClient(load: () => Promise<ResolvedConfig>): PageClient {
  const client = createClientFrom(load)
  return { answer: (call) => answerPage(client, call), destroy: () => client.destroy() }
}
