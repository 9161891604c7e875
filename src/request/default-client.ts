import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { Explanation } from '../evidence/explanation.ts'
import { sharedState } from '../evidence/shared-state.ts'
import { atCallSite } from './call-site.ts'
import {
  type ConfigSource,
  createClientFrom,
  type MtlsClient,
  type RequestFunction,
  searchedConfig,
  sendOf,
} from './client.ts'

/** The client behind `request`, and where its configuration comes from: a test runner's setup sets `source`. */
export interface DefaultClient {
  source?: () => Promise<ResolvedConfig>
  client?: MtlsClient
}

/** Made at its first use. */
export function defaultClient(): MtlsClient {
  const current = sharedDefault()
  current.client ??= createClientFrom(defaultSource())
  return current.client
}

/** Where its configuration comes from. */
export function defaultSource(): ConfigSource {
  return sharedDefault().source ?? searchedConfig
}

const sharedDefault = () => sharedState<DefaultClient>('default-client', () => ({}))

/** `MtlsClient.request` with the plugin's configuration, or with the one found from the working directory. */
export const request: RequestFunction = (input, init) => atCallSite(input, () => send(input, init))

/** The same, for those who run it `atCallSite` of their own. */
export const send: RequestFunction = (input, init) => sendOf(defaultClient())(input, init)

/** See `MtlsClient.explain`. */
export function explain(url: string | URL): Promise<Explanation> {
  return defaultClient().explain(url)
}
