import { findEvidence, untraceable } from '../clients/find-evidence.ts'
import { clientValues } from '../evidence/client-values.ts'
import { attachedEvidence, type Evidence } from '../evidence/evidence.ts'

/**
 * What clients hand out that are given the agent of `createClient` is a subject as well: axios' responses, say, lead to a request that is
 * known. Where the clients of the process are recorded, more is known already.
 */
export function knowAgentValues(): void {
  clientValues<Evidence>().current ??= {
    evidenceOf: (value) => findEvidence(value, attachedEvidence),
    capturedConnectionOf: () => undefined,
    untraceable,
  }
}
