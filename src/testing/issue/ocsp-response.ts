import { createHash } from 'node:crypto'
import type { TableOf } from '../../config/shape.ts'
import {
  bitString,
  context,
  generalizedTime,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
} from '../asn1/der.ts'
import { choice, option } from '../shapes.ts'
import type { AuthorityLevel, Revocation } from './authority-level.ts'
import { enumerated, revocationListOptions, updatesOf } from './revocation-list.ts'
import { revocationReasons } from './revocation-reason.ts'
import { signatureOf } from './signature.ts'

export interface OcspResponseOptions {
  /** @default 'revoked' for what was revoked, otherwise 'good' */
  status?: 'good' | 'revoked' | 'unknown'
  /** @default two hours ago */
  thisUpdate?: Date | string
  /** @default in a week */
  nextUpdate?: Date | string
}

export const ocspResponseOptions: TableOf<OcspResponseOptions> = {
  ...revocationListOptions,
  status: option(choice('good', 'revoked', 'unknown')),
}

/** What an authority says of a certificate of its own, signed by itself: an OCSPResponse in DER (RFC 6960 4.2.1). */
export function createOcspResponse(
  level: AuthorityLevel,
  serialNumber: string,
  options: OcspResponseOptions = {},
): Buffer {
  const { thisUpdate, nextUpdate } = updatesOf(options)
  const revocation = level.revoked.get(serialNumber.toLowerCase())
  const status = options.status ?? (revocation === undefined ? 'good' : 'revoked')
  const { algorithm, sign } = signatureOf(level.signingKey())
  const single = sequence(
    certificateId(level, serialNumber),
    certificateStatus(status, revocation ?? { at: thisUpdate, reason: 'unspecified' }),
    generalizedTime(thisUpdate),
    context(0, 'constructed', generalizedTime(nextUpdate)),
  )
  const data = sequence(
    context(2, 'constructed', octetString(level.keyIdentifier)),
    generalizedTime(new Date()),
    sequence(single),
  )
  const basic = sequence(data, algorithm, bitString(sign(data)))
  const bytes = sequence(objectIdentifier('1.3.6.1.5.5.7.48.1.1'), octetString(basic))
  return sequence(enumerated(0), context(0, 'constructed', bytes))
}

/** By SHA-1, which every client asks with. */
function certificateId(level: AuthorityLevel, serialNumber: string): Buffer {
  const nameHash = createHash('sha1').update(level.name).digest()
  const sha1 = sequence(objectIdentifier('1.3.14.3.2.26'), nothing())
  return sequence(sha1, octetString(nameHash), octetString(level.keyIdentifier), integer(serialNumber))
}

function certificateStatus(status: 'good' | 'revoked' | 'unknown', { at, reason }: Revocation): Buffer {
  if (status !== 'revoked') return context(status === 'good' ? 0 : 2, 'primitive')
  const code = revocationReasons[reason]
  const why = code === 0 ? [] : [context(0, 'constructed', enumerated(code))]
  return context(1, 'constructed', generalizedTime(at), ...why)
}
