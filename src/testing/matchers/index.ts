import { provideKitMatchers } from '../../evidence/kit-matchers.ts'
import type { MatcherContext, MatcherResult } from '../../matchers/matcher-context.ts'
import { toAcceptOnlyCiphers } from './to-accept-only-ciphers.ts'
import { toAcceptOnlyTlsVersions } from './to-accept-only-tls-versions.ts'
import { toDemandClientCert } from './to-demand-client-cert.ts'
import { toHaveReceivedClientCert } from './to-have-received-client-cert.ts'
import { toRejectFlawedClientCerts } from './to-reject-flawed-client-certs.ts'

// whoever imports the kit has its matchers, where the plugin or the set-up for Jest has registered their names
provideKitMatchers<MatcherContext, MatcherResult | Promise<MatcherResult>>({
  toRejectFlawedClientCerts,
  toHaveReceivedClientCert,
  toAcceptOnlyTlsVersions,
  toAcceptOnlyCiphers,
  toDemandClientCert,
})

/** The kit's matchers, for those who register them by hand: `expect.extend(testingMatchers)`. */
export { kitMatchers as testingMatchers } from '../../matchers/kit-matchers.ts'
