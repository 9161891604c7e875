import { getCurves } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { namedGroups } from '../../tls/registry/named-groups.ts'

let list: string | undefined

/** All that this OpenSSL can offer, as it lists them; found by trying, at the first use. */
export function everyGroup(): string {
  list ??= [...getCurves(), ...namedGroups()].reduce((known, name) => {
    const more = `${known}:${name}`
    return isOffered(more) ? more : known
  }, first)
  return list
}

/** The one that is sent with a key at once. */
const first = 'X25519'

/** OpenSSL 3.0 takes none twice, by whatever name. */
function isOffered(ecdhCurve: string): boolean {
  try {
    return createSecureContext({ ecdhCurve }).context !== undefined
  } catch {
    return false
  }
}
