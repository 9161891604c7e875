import { type Authority, createAuthority, serverAuth } from '../../fixtures/authority.ts'
import { expired, notYetValid } from '../../fixtures/faulty.ts'
import type { Identity } from '../../fixtures/identity.ts'

export const clientKinds = ['good', 'other CA', 'expired', 'not yet valid', 'wrong purpose', 'none'] as const
export type ClientKind = (typeof clientKinds)[number]

/** What clients present; `authority` is the one that servers accept. */
export async function issueClients(authority: Authority): Promise<Record<ClientKind, Identity | undefined>> {
  const other = await createAuthority({ name: 'Other Authority' })
  return {
    good: await authority.issueClient({ subject: 'CN=orders,O=Example' }),
    'other CA': await other.issueClient({ subject: 'CN=stranger,O=Example' }),
    expired: await authority.issueClient({ subject: 'CN=expired', ...expired() }),
    'not yet valid': await authority.issueClient({ subject: 'CN=early', ...notYetValid() }),
    'wrong purpose': await authority.issueClient({ subject: 'CN=server', extendedKeyUsage: [serverAuth] }),
    none: undefined,
  }
}
