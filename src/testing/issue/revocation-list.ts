import type { TableOf } from '../../config/shape.ts'
import { extensionIdentifiers } from '../../tls/x509/object-identifiers.ts'
import { bitString, context, der, integer, objectIdentifier, octetString, sequence, time } from '../asn1/der.ts'
import { date, option } from '../shapes.ts'
import type { AuthorityLevel, Revocation } from './authority-level.ts'
import { revocationReasons } from './revocation-reason.ts'
import { signatureOf } from './signature.ts'

const day = 86_400_000

export interface RevocationListOptions {
  /** @default two hours ago, for clocks that differ; a week before a `nextUpdate` that has passed */
  thisUpdate?: Date | string
  /** @default in a week */
  nextUpdate?: Date | string
}

export const revocationListOptions: TableOf<RevocationListOptions> = {
  thisUpdate: option(date),
  nextUpdate: option(date),
}

/** What `level` has revoked, as a signed list in DER (RFC 5280 section 5). */
export function createRevocationList(level: AuthorityLevel, options: RevocationListOptions = {}): Buffer {
  const { thisUpdate, nextUpdate } = updatesOf(options)
  const { algorithm, sign } = signatureOf(level.signingKey())
  const entries = [...level.revoked].map(([serialNumber, revocation]) => entry(serialNumber, revocation))
  const list = sequence(
    integer(1),
    algorithm,
    level.name,
    time(thisUpdate),
    time(nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    context(
      0,
      'constructed',
      sequence(
        extension(
          extensionIdentifiers.authorityKeyIdentifier,
          sequence(context(0, 'primitive', level.issuer.keyIdentifier!)),
        ),
        // each list has a higher number than the one before
        extension('2.5.29.20', integer(Date.now())),
      ),
    ),
  )
  return sequence(list, algorithm, bitString(sign(list)))
}

/** When this was said, and when something newer will be. @throws TypeError where that would be before this */
export function updatesOf(options: RevocationListOptions): { thisUpdate: Date; nextUpdate: Date } {
  const now = Date.now()
  const nextUpdate = new Date(options.nextUpdate ?? now + 7 * day)
  // one that is out of date was said before that
  const usual = Math.min(now - 2 * 3_600_000, nextUpdate.getTime() - 7 * day)
  const thisUpdate = new Date(options.thisUpdate ?? usual)
  if (thisUpdate <= nextUpdate) return { thisUpdate, nextUpdate }
  throw new TypeError(`"thisUpdate" (${thisUpdate.toISOString()}) is after "nextUpdate" (${nextUpdate.toISOString()}).`)
}

function entry(serialNumber: string, { at, reason }: Revocation): Buffer {
  const code = revocationReasons[reason]
  const extensions = code === 0 ? [] : [sequence(extension('2.5.29.21', enumerated(code)))]
  return sequence(integer(serialNumber), time(at), ...extensions)
}

function extension(oid: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(oid), octetString(value))
}

export function enumerated(value: number): Buffer {
  return der(0x0a, Uint8Array.of(value))
}
