import { sameName } from '../judgement/distinguished-name.ts'
import type { Certificate } from '../tls/handshake.ts'
import { nameHasText } from './certificate-expectation.ts'
import type { TlsSubject } from './subject.ts'
import type { Verdict } from './verdict.ts'

/**
 * What to say where the expected issuer did not issue the leaf, but an authority above it: people mean the root, and have an intermediate
 * between. Undefined where that is not so. `chain`: leaf first.
 */
export function issuerAbove(
  chain: readonly Certificate[],
  expected: unknown,
  { evidence }: TlsSubject,
): Required<Pick<Verdict, 'why' | 'remedy'>> | undefined {
  const [leaf, ...authorities] = chain
  const issuer = typeof expected === 'object' && expected !== null && 'issuer' in expected ? expected.issuer : undefined
  if (!leaf || issuer === undefined || nameHasText(leaf.issuer, issuer)) return undefined
  // Of one that was not sent, the config's authorities may tell.
  const known = [...authorities, ...(evidence.settings?.authorities ?? [])]
  const above = known.find((one) => nameHasText(one.issuer, issuer) && isAbove(leaf, one, known))
  if (!above) return undefined
  return {
    why: [
      `${above.issuer} is above the issuer of this certificate: ${leaf.issuer} has issued it, and ${above.issuer} has issued ${above.subject}.`,
    ],
    remedy: `Expect the issuer ${JSON.stringify(leaf.issuer)}; what is above it is no part of this certificate.`,
  }
}

type Named = Pick<Certificate, 'subject' | 'issuer'>

/** Whether the path from the leaf upwards comes to that authority. */
function isAbove(leaf: Named, authority: Named, known: readonly Named[]): boolean {
  const seen = new Set<Named>()
  for (let last: Named | undefined = leaf; last && !seen.has(last); ) {
    seen.add(last)
    const { issuer }: Named = last
    if (sameName(issuer, authority.subject)) return true
    last = known.find(({ subject }) => sameName(subject, issuer))
  }
  return false
}
