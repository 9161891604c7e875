import { DecodeError } from '../decode-error.ts'
import type { Alert, Peer } from '../handshake.ts'
import { Reader } from '../reader.ts'
import { alertName } from '../registry/alerts.ts'

/** The alerts of one record (RFC 8446 section 6); TLS 1.2 allows several. */
export function readAlerts(content: Uint8Array, from: Peer): Alert[] {
  if (content.length === 0) throw new DecodeError('Alert', 'two bytes', '0')
  return new Reader(content, 'Alert').list((reader) => {
    const level = reader.uint8('level')
    const code = reader.uint8('description')
    if (level !== 1 && level !== 2) throw new DecodeError('Alert.level', 'warning (1) or fatal (2)', `${level}`)
    return { from, level: level === 1 ? 'warning' : 'fatal', code, description: alertName(code) }
  })
}
