import type { MatcherContext, MatcherResult } from '../../matchers/matcher-context.ts'
import type { TlsVersion } from '../../tls/handshake.ts'
import { everySuite, handshakeFor, type OfferTo, offersTo } from './offers.ts'
import { urlIn } from './posture.ts'

const name = 'toAcceptOnlyTlsVersions'

const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** Holds when the server speaks at least one of the versions, and no other. */
export async function toAcceptOnlyTlsVersions(
  { isNot = false, utils }: MatcherContext,
  received: unknown,
  expected?: unknown,
): Promise<MatcherResult> {
  const url = urlIn(received, name)
  const allowed = readVersions(expected)
  const accepted: TlsVersion[] = []
  const offerTo = await offersTo(url)
  for (const version of versions) if (await accepts(url, offerTo, version)) accepted.push(version)
  if (accepted.length === 0) throw new Error(`${name}(): ${url} accepted no version of TLS at all.`)
  const further = accepted.filter((version) => !allowed.includes(version))
  const message = () =>
    [
      utils.matcherHint(name, 'url', 'versions', { isNot }),
      '',
      `Expected: ${url} to accept ${isNot ? 'more than' : 'only'} ${allowed.join(', ')}`,
      `Received: ${utils.RECEIVED_COLOR(accepted.join(', '))}`,
      ...versions.map((version) => `  ${version.padEnd(7)}  ${accepted.includes(version) ? 'accepted' : 'refused'}`),
    ].join('\n')
  return { pass: further.length === 0, message }
}

async function accepts(url: string, offerTo: OfferTo, version: TlsVersion): Promise<boolean> {
  // the old versions need hashes that OpenSSL allows at this level alone
  const offer = { minVersion: version, maxVersion: version, ciphers: [...everySuite, '@SECLEVEL=0'].join(':') }
  const handshake = await handshakeFor(offerTo, offer, (why, cause) => {
    throw new Error(`${name}() cannot tell whether ${url} accepts ${version}: ${why}`, { cause })
  })
  return handshake !== undefined
}

function readVersions(expected: unknown): TlsVersion[] {
  const list = Array.isArray(expected) ? expected : [expected]
  for (const one of list) {
    if (!versions.includes(one))
      throw new TypeError(`${name}() needs a list of ${versions.join(', ')}; it got ${String(one)}.`)
  }
  return list as TlsVersion[]
}
