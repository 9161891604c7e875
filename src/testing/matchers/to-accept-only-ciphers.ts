import { getCiphers } from 'node:tls'
import type { MatcherContext, MatcherResult } from '../../matchers/matcher-context.ts'
import { cipherNames } from '../../tls/registry/cipher-suites.ts'
import { everySuite, handshakeFor, type OfferTo, offersTo } from './offers.ts'
import { urlIn } from './posture.ts'

const name = 'toAcceptOnlyCiphers'

/** Holds when the server takes at least one of the suites, and no other that this Node can offer. */
export async function toAcceptOnlyCiphers(
  { isNot = false, utils }: MatcherContext,
  received: unknown,
  expected?: unknown,
): Promise<MatcherResult> {
  const url = urlIn(received, name)
  const allowed = readSuites(expected)
  const offerTo = await offersTo(url)
  const accepted = [...(await acceptedOf(url, offerTo, 'TLSv1.3')), ...(await acceptedOf(url, offerTo, 'TLSv1.2'))]
  if (accepted.length === 0) throw new Error(`${name}(): ${url} accepted no cipher suite that this Node can offer.`)
  const further = accepted.filter((suite) => !allowed.includes(suite))
  const message = () =>
    [
      utils.matcherHint(name, 'url', 'ciphers', { isNot }),
      '',
      `Expected: ${url} to accept ${isNot ? 'more than' : 'only'} ${allowed.join(', ')}`,
      `Received: ${utils.RECEIVED_COLOR(further.length === 0 ? 'no other' : `also ${further.join(', ')}`)}`,
      ...accepted.map((suite) => `  ${suite}`),
    ].join('\n')
  return { pass: further.length === 0, message }
}

/** Offers all, then all but what the server chose, until it refuses: as many connections as there are suites, and one. */
async function acceptedOf(url: string, offerTo: OfferTo, version: 'TLSv1.2' | 'TLSv1.3'): Promise<string[]> {
  const accepted: { iana: string; openssl: string }[] = []
  for (let offer = offerOf(version, []); offer !== undefined; ) {
    const cannotTell = (why: string, cause?: unknown): never => {
      throw new Error(`${name}() cannot tell what ${url} accepts: ${why}`, { cause })
    }
    const handshake = await handshakeFor(offerTo, offer, cannotTell)
    if (handshake === undefined) break
    const chosen = cipherNames(handshake.cipher ?? '')
    if (chosen === undefined || accepted.some(({ iana }) => iana === chosen.iana))
      return cannotTell(
        `it chose ${handshake.cipher ?? 'a suite without a name'}, which cannot be left out of the next offer.`,
      )
    accepted.push(chosen)
    offer = offerOf(
      version,
      accepted.map(({ openssl }) => openssl),
    )
  }
  // which it prefers depends on what was offered
  return accepted.map(({ iana }) => iana).sort()
}

/**
 * All suites of a version but some; undefined: that is none. Those of TLS 1.2 and older include what OpenSSL offers nobody unasked, without
 * encryption or authentication, at a level of security at which it offers them all; those of TLS 1.3 have none.
 */
function offerOf(version: 'TLSv1.2' | 'TLSv1.3', but: readonly string[]) {
  if (version === 'TLSv1.2') {
    const ciphers = [...everySuite, ...but.map((suite) => `!${suite}`), '@SECLEVEL=0'].join(':')
    return { minVersion: 'TLSv1', maxVersion: version, ciphers } as const
  }
  const left = getCiphers()
    .map((suite) => cipherNames(suite))
    .filter((suite) => suite !== undefined && !/_WITH_/.test(suite.iana) && !but.includes(suite.openssl))
  return left.length === 0 ? undefined : { minVersion: version, ciphers: left.map((suite) => suite!.openssl).join(':') }
}

function readSuites(expected: unknown): string[] {
  const list = Array.isArray(expected) ? expected : [expected]
  return list.map((one) => {
    const names = typeof one === 'string' ? cipherNames(one) : undefined
    if (names !== undefined) return names.iana
    throw new TypeError(`${name}() needs names of cipher suites as IANA or OpenSSL write them; it got ${String(one)}.`)
  })
}
