import { DecodeError } from '../decode-error.ts'
import type { Reader } from '../reader.ts'
import { cipherSuiteName } from '../registry/cipher-suites.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'

export interface ServerKeyExchange {
  name: 'ServerKeyExchange'
  /** NamedGroup of ECDHE. */
  group?: number
}

/** RFC 5246 7.4.3 (DHE), RFC 8422 5.4 (ECDHE), RFC 4279 and RFC 5489 (PSK), RFC 5054 2.5.3 (SRP) */
export function readServerKeyExchange(reader: Reader, version: number, suite: number): ServerKeyExchange {
  const name = cipherSuiteName(suite)
  if (name.includes('PSK')) reader.vector16('psk_identity_hint')
  const group = readParameters(reader, name)
  const signed = /_(?:RSA|ECDSA|DSS)_WITH_/.test(name) && !name.includes('RSA_PSK')
  if (signed) {
    if (version === protocolVersion.tls12) reader.uint16('algorithm')
    reader.vector16('signature')
  }
  return { name: 'ServerKeyExchange', ...(group !== undefined && { group }) }
}

function readParameters(reader: Reader, suite: string): number | undefined {
  if (suite.includes('_ECDH')) {
    const curveType = reader.uint8('curve_type')
    if (curveType !== namedCurve)
      throw new DecodeError('ServerKeyExchange.curve_type', 'named_curve (3)', `${curveType}`)
    const group = reader.uint16('namedcurve')
    reader.vector8('point')
    return group
  }
  if (suite.includes('_SRP_')) {
    for (const field of ['N', 'g']) reader.vector16(field)
    reader.vector8('s')
    reader.vector16('B')
  } else if (suite.includes('_DH')) {
    for (const field of ['dh_p', 'dh_g', 'dh_Ys']) reader.vector16(field)
  }
  return undefined
}

const namedCurve = 3
