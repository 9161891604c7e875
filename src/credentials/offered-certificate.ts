import type { ResolvedIdentity } from '../config/resolved-config.ts'
import type { ConfiguredClientCertificate } from '../tls/handshake.ts'
import type { Choice } from './choice.ts'
import type { Identity } from './identity.ts'
import { present } from './present.ts'

/** How the request decides itself, in the words of an explanation; undefined: the config does. */
export function overrideOf(choice: Choice) {
  if (choice.kind === 'inline') return { kind: 'inline', source: sourceOf(choice.identity) } as const
  if (choice.kind === 'none') return choice.byRequest ? ({ kind: 'none' } as const) : undefined
  return choice.byName ? ({ kind: 'named', entry: choice.entry } as const) : undefined
}

/** What a handshake tells of the certificate that was offered. */
export function configured(choice: Choice, { leaf }: Identity): ConfiguredClientCertificate {
  const { name, source = '' } = offered(choice)
  return { ...present({ name }), source, subject: leaf.subject, fingerprint256: leaf.fingerprint256 }
}

/** Which certificate a choice means, as the config or the request names it. */
export function offered(choice: Choice): { name?: string | undefined; source?: string } {
  if (choice.kind === 'none' || choice.kind === 'absent') return {}
  const name = choice.kind === 'entry' ? choice.entry.name : choice.name
  return { name, source: sourceOf(choice.identity) }
}

function sourceOf(identity: ResolvedIdentity): string {
  return identity.kind === 'pfx' ? identity.pfx.label : identity.cert[0]!.label
}
