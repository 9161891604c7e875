import { sharedState } from './shared-state.ts'

/** Names of the matchers of `vitest-mtls/testing`. */
export const kitMatcherNames = [
  'toRejectFlawedClientCerts',
  'toHaveReceivedClientCert',
  'toAcceptOnlyTlsVersions',
  'toAcceptOnlyCiphers',
  'toDemandClientCert',
] as const

export type KitMatcherName = (typeof kitMatcherNames)[number]

/** A matcher without its host: the context is given, and what is wrong with its arguments is thrown. */
export type KitMatcher<Context, Result> = (context: Context, received: unknown, ...args: unknown[]) => Result

type Provided = Partial<Record<KitMatcherName, KitMatcher<never, unknown>>>

const state = () => sharedState<{ provided: Provided }>('kit-matchers', () => ({ provided: {} }))

/** Called by the testing kit when it is imported. */
export function provideKitMatchers<Context, Result>(
  matchers: Record<KitMatcherName, KitMatcher<Context, Result>>,
): void {
  state().provided = matchers as Provided
}

/** Undefined until the testing kit has been imported. */
export function kitMatcher<Context, Result>(name: KitMatcherName): KitMatcher<Context, Result> | undefined {
  return state().provided[name] as KitMatcher<Context, Result> | undefined
}
