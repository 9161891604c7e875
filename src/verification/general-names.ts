import { readName } from '../tls/distinguished-name.ts'
import type { GeneralName } from '../tls/x509/general-name.ts'
import { canonicalName } from './canonical-name.ts'

/** The first directory name among them, in a form that compares; undefined: there is none, or it cannot be read. */
export function distinguishedNameOf(names: readonly GeneralName[] | undefined): string | undefined {
  const parts = canonicalPartsOf(names?.find(({ type }) => type === 'dirName')?.bytes)
  return parts?.join(',')
}

/** The parts of a Name in DER, in a form that compares, least specific first. */
export function canonicalPartsOf(der: Uint8Array | undefined): string[] | undefined {
  try {
    return der && canonicalName(readName(der))
  } catch {
    return undefined
  }
}
