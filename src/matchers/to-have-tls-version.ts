import type { TlsVersion } from '../tls/handshake.ts'
import { printExpectation } from './certificate-expectation.ts'
import { defineMatcher } from './define-matcher.ts'
import { readFields, shown } from './fields.ts'
import { suggestion } from './suggestion.ts'
import { fitsText, isTextExpectation } from './text-expectation.ts'
import { unreadable } from './unreadable.ts'

const name = 'toHaveTlsVersion'
const versions: TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** Holds when the connection has that version, or one in that range. */
export const toHaveTlsVersion = defineMatcher(name, (context, expected?: unknown) => {
  const fits = readVersions(expected)
  return {
    expected: `TLS version ${printExpectation(expected, context)}`,
    judge: (subject) => {
      const { protocol } = subject.handshake
      if (!protocol) throw unreadable(name, 'the TLS version: none was agreed on, or it was not read', subject)
      return {
        pass: fits(protocol),
        received: protocol,
        why: [`The server chose ${protocol}: it takes the highest version that both sides allow.`],
        remedy:
          'Set minVersion or maxVersion in the config (or with the request), or change the versions that the server allows.',
      }
    },
  }
})

function readVersions(expected: unknown): (actual: TlsVersion) => boolean {
  if (isTextExpectation(expected)) {
    if (typeof expected !== 'string') return (actual) => fitsText(actual, expected, () => false)
    const wanted = versionOf(expected)
    return (actual) => actual === wanted
  }
  const bounds = readFields<{ atLeast?: string; atMost?: string }>(expected, checks, name)
  const ranks = bounds.map(([field, value]) => ({ field, rank: versions.indexOf(versionOf(value)) }))
  return (actual) =>
    ranks.every(({ field, rank }) =>
      field === 'atLeast' ? versions.indexOf(actual) >= rank : versions.indexOf(actual) <= rank,
    )
}

const checks = { atLeast: isText, atMost: isText }

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** `TLSv1.3`, `TLS 1.3`, `tls1.3`, `1.3`. */
function versionOf(text: string): TlsVersion {
  const number = /^(?:tls\s*v?\s*)?(1(?:\.[0-3])?)$/i.exec(text.trim())?.[1]
  const version = versions.find((known) => known === `TLSv${number?.replace('.0', '')}`)
  if (!version) throw new TypeError(`${name}(): ${shown(text)} is no TLS version${suggestion(text, versions)}`)
  return version
}
