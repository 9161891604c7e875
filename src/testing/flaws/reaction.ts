import { provenRefusal } from '../../judgement/proven-refusal.ts'
import { alertCode } from '../../tls/registry/alerts.ts'
import type { Attempt } from './attempt.ts'
import { errorCodes, firstLine } from './error-chain.ts'

/** What a server did, as far as one attempt tells. */
export type Reaction =
  /** `proven`: by the judgement of the connection; else only the difference from one that was let in can prove it. */
  | { kind: 'refused'; via: 'alert' | 'close' | 'http'; proven: boolean; alert?: RefusingAlert; status?: number }
  | { kind: 'answered'; status?: number }
  | { kind: 'unclear'; why: string }

export interface RefusingAlert {
  description: string
  code: number
}

export function reactionOf(made: Attempt): Reaction {
  const { status, judgement, error } = made
  const proof = judgement && provenRefusal(judgement)
  if (proof !== undefined) return { kind: 'refused', proven: true, ...proof }
  if (status !== undefined) return { kind: 'answered', status }
  if (error === undefined) return { kind: 'answered' }
  return judgement === undefined ? reactionByCode(error) : ending(made)
}

/** The server ended the connection, for whatever reason. */
function ending({ judgement, handshake, error }: Attempt): Reaction {
  const { party, means, alert } = judgement!
  const unclear = (why: string): Reaction => ({ kind: 'unclear', why })
  const isServers = party === 'server' && (means === 'alert' || means === 'close' || means === 'reset')
  if (!isServers || handshake === undefined) return unclear(firstLine(error))
  if (handshake.protocol === undefined) return unclear('the server ended the connection before it could ask for one')
  const { status } = handshake.clientCertificate
  if (status === 'not-requested') return unclear('the server ended the connection, and had not asked for one')
  const via = means === 'alert' ? 'alert' : 'close'
  return { kind: 'refused', proven: false, via, ...(alert && { alert }) }
}

const closingCodes = /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ERR_SSL_UNEXPECTED_EOF\w*)$/

/** Alerts that answer a ClientHello: protocol_version, inappropriate_fallback, missing_extension, unsupported_extension, unrecognized_name, no_application_protocol. */
const aboutHello = new Set([70, 86, 109, 110, 112, 120])

/** Of a client that nothing is recorded of: Node's codes are all there is. */
function reactionByCode(error: unknown): Reaction {
  const codes = errorCodes(error)
  for (const code of codes) {
    // ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE, ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED, ERR_SSL_SSL/TLS_ALERT_UNKNOWN_CA
    const description = /^ERR_SSL_[\w/]+_ALERT_(\w+)$/.exec(code)?.[1]?.toLowerCase() ?? ''
    const alert = { description, code: alertCode(description) ?? 0 }
    if (alert.code !== 0 && !aboutHello.has(alert.code)) return { kind: 'refused', proven: false, via: 'alert', alert }
  }
  if (codes.some((code) => closingCodes.test(code))) return { kind: 'refused', proven: false, via: 'close' }
  return { kind: 'unclear', why: firstLine(error) }
}
