import type { Explanation } from '../evidence/explanation.ts'
import { sharedState } from '../evidence/shared-state.ts'
import { createClient, type MtlsClient } from './client.ts'
import type { MtlsResponse } from './mtls-response.ts'
import type { MtlsRequestInit, RequestInput } from './request-init.ts'

const current = () => sharedState<{ client?: MtlsClient }>('client', () => ({}))

/** The client behind the global `request`; returns the one it replaces. */
export function useClient(client: MtlsClient | undefined): MtlsClient | undefined {
  const before = current().client
  if (client === undefined) delete current().client
  else current().client = client
  return before
}

function defaultClient(): MtlsClient {
  const holder = current()
  holder.client ??= createClient()
  return holder.client
}

/** See `MtlsClient.request`: with the plugin's configuration, or with the one found from the working directory. */
export function request(input: RequestInput, init?: MtlsRequestInit): Promise<MtlsResponse> {
  return defaultClient().request(input, init)
}

/** See `MtlsClient.explain`. */
export function explain(url: string | URL): Promise<Explanation> {
  return defaultClient().explain(url)
}
