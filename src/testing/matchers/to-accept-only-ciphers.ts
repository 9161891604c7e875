import { getCiphers } from 'node:tls'
import type { MatcherContext, MatcherResult } from '../../matchers/matcher-context.ts'
import { cipherNames } from '../../tls/registry/cipher-suites.ts'
import { handshakeFor, urlIn } from './posture.ts'

const name = 'toAcceptOnlyCiphers'

/** Holds when the server takes at least one of the suites, and no other that this Node can offer. */
export async function toAcceptOnlyCiphers(
  { isNot = false, utils }: MatcherContext,
  received: unknown,
  expected?: unknown,
): Promise<MatcherResult> {
  const url = urlIn(received, name)
  const allowed = readSuites(expected)
  const accepted = [
    ...(await acceptedOf(url, offered('TLSv1.3'), 'TLSv1.3')),
    ...(await acceptedOf(url, offered('TLSv1.2'), 'TLSv1.2')),
  ]
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
async function acceptedOf(url: string, suites: readonly string[], version: 'TLSv1.2' | 'TLSv1.3'): Promise<string[]> {
  const accepted: string[] = []
  for (let left = [...suites]; left.length > 0; ) {
    const handshake = await handshakeFor(url, offerOf(left, version), (why, cause) => {
      throw new Error(`${name}() cannot tell what ${url} accepts: ${why}`, { cause })
    })
    const chosen = cipherNames(handshake?.cipher ?? '')
    if (chosen === undefined || !left.includes(chosen.openssl)) break
    accepted.push(chosen.iana)
    left = left.filter((suite) => suite !== chosen.openssl)
  }
  return accepted
}

/** Suites of TLS 1.2 and older at a level of security at which OpenSSL offers them all; those of TLS 1.3 have none. */
function offerOf(suites: readonly string[], version: 'TLSv1.2' | 'TLSv1.3') {
  if (version === 'TLSv1.3') return { minVersion: version, ciphers: suites.join(':') }
  return { minVersion: 'TLSv1', maxVersion: version, ciphers: `${suites.join(':')}:@SECLEVEL=0` } as const
}

/** What this Node can offer in a version, as OpenSSL spells it, without what needs a shared secret. */
function offered(version: 'TLSv1.2' | 'TLSv1.3'): string[] {
  return getCiphers()
    .map((suite) => cipherNames(suite))
    .filter((suite) => suite !== undefined)
    .filter(({ iana }) => /_WITH_/.test(iana) === (version === 'TLSv1.2') && !/PSK|SRP/.test(iana))
    .map(({ openssl }) => openssl)
}

function readSuites(expected: unknown): string[] {
  const list = Array.isArray(expected) ? expected : [expected]
  return list.map((one) => {
    const names = typeof one === 'string' ? cipherNames(one) : undefined
    if (names !== undefined) return names.iana
    throw new TypeError(`${name}() needs names of cipher suites as IANA or OpenSSL write them; it got ${String(one)}.`)
  })
}
