import { attachEvidence } from '../evidence/evidence.ts'
import { defaultClient } from './default-client.ts'
import { recordedEvidence, withEvidence } from './dispatcher/dispatch-evidence.ts'
import { failures } from './dispatcher/recorded-dispatch.ts'

type Fetch = typeof globalThis.fetch

/**
 * `fetch` over the configuration's connections. Its answer is a subject of matchers and `handshakeOf`; so is its TypeError, whose cause is a
 * HandshakeError or a ConnectionError. A call that brings a dispatcher of its own is left alone.
 */
export async function fetchWith(fetch: Fetch, ...[input, init]: Parameters<Fetch>): Promise<Response> {
  const url = typeof input === 'object' && 'url' in input ? input.url : String(input)
  const isOurs = /^https?:/i.test(url) && URL.canParse(url) && !(init && 'dispatcher' in init)
  if (!isOurs) return fetch(input, init)
  const evidence = recordedEvidence(new URL(url).href, init?.method ?? 'GET')
  const { dispatcher } = defaultClient()
  // The types are those of another undici than Node's own.
  const ours = { ...init, dispatcher } as unknown as RequestInit
  const response = await withEvidence(evidence, () => fetch(input, ours)).catch((error: Error) => {
    const failure = failures.get(evidence)
    // Where `fetch` comes from another realm (vm pools) it makes an error of its own of ours.
    if (failure !== undefined && error.cause !== undefined) error.cause = failure
    throw error
  })
  attachEvidence(response, evidence)
  return response
}
