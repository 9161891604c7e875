import type { KeyObject } from 'node:crypto'
import { DerReader, derTag } from '../../tls/x509/der.ts'
import { bitString, sequence } from '../asn1/der.ts'
import { signatureOf } from './signature.ts'

/** The same certificate with one bit of its signature turned over: that value ends the structure (RFC 5280 4.1). */
export function withDamagedSignature(certificate: Uint8Array): Buffer {
  const damaged = Buffer.from(certificate)
  damaged[damaged.length - 1]! ^= 1
  return damaged
}

/** The same certificate with an end that is no moment of any calendar, signed by the issuer's key. */
export function withImpossibleEnd(certificate: Uint8Array, issuerKey: KeyObject): Buffer {
  const body = Buffer.from(
    new DerReader(certificate, 'Certificate').inside('Certificate', derTag.sequence).value('tbsCertificate').whole,
  )
  const end = /\d{12}Z(?=0)/g
  const times = [...body.toString('latin1').matchAll(end)]
  const place = times[0]?.index
  if (place === undefined) throw new Error('The certificate has no UTCTime that ends its validity.')
  body.write('489999999999Z', place, 'latin1')
  const { algorithm, sign } = signatureOf(issuerKey)
  return sequence(body, algorithm, bitString(sign(body)))
}
