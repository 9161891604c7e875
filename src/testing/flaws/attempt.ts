import { evidenceOf } from '../../evidence/evidence.ts'
import type { Alert, Handshake } from '../../tls/handshake.ts'
import { alertCode } from '../../tls/registry/alerts.ts'

/** What came of one attempt to get in. */
export interface Attempt {
  /** What the target came to. */
  response?: unknown
  /** What it rejected with. */
  error?: unknown
  status?: number
  /** Absent where nothing tells of the connection. */
  handshake?: Handshake
  /** The fatal alert of the server. */
  alert?: { description: string; code: number }
}

/** Runs it to its end, and reads what it came to. Never rejects. */
export async function attempt(run: () => unknown): Promise<Attempt> {
  try {
    const response = await run()
    const status = statusOf(response)
    await discardBody(response)
    return { response, ...(status !== undefined && { status }), ...told(response) }
  } catch (error) {
    // clients that reject with an answer: axios, got, superagent
    const status = statusOf((error as { response?: unknown } | null)?.response)
    return { error, ...(status !== undefined && { status }), ...told(error) }
  }
}

/** How a failed connection ended for reasons of TLS; undefined where its error says nothing of that. */
export function brokenOff({ error, handshake, alert }: Attempt): 'alert' | 'close' | undefined {
  if (alert !== undefined) return 'alert'
  const isOurs = handshake !== undefined && nameOf(error) === 'HandshakeError'
  return isOurs || codesIn(error).some((code) => closingCodes.test(code)) ? 'close' : undefined
}

/** Why Node did not even begin: it does not load such a key or certificate. */
export function unsendable({ error, handshake }: Attempt): string | undefined {
  if (error === undefined || handshake !== undefined) return undefined
  const texts = [...codesIn(error), messagesIn(error)].join(' ')
  return /ERR_SSL_(?:EE|CA)_(?:KEY_TOO_SMALL|MD_TOO_WEAK)|\b(?:ee|ca) (?:key too small|md too weak)\b/.exec(texts)?.[0]
}

const closingCodes = /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ERR_SSL_UNEXPECTED_EOF\w*|ERR_HTTP2_\w+)$/

function told(result: unknown): Pick<Attempt, 'handshake' | 'alert'> {
  const handshake = handshakeIn(result)
  const ending = handshake?.alerts.find(isRefusal)
  const alert = ending ?? alertIn(codesIn(result))
  return { ...(handshake && { handshake }), ...(alert && { alert }) }
}

/** All alerts of TLS 1.3 but two end the connection, whatever their level says (RFC 8446 section 6). */
function isRefusal({ from, level, description }: Alert): boolean {
  return from === 'server' && level === 'fatal' && description !== 'close_notify' && description !== 'user_canceled'
}

/** What OpenSSL calls an alert: `ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE`, `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`. */
function alertIn(codes: readonly string[]): Attempt['alert'] {
  for (const code of codes) {
    const description = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_ALERT_(\w+)$/.exec(code)?.[1]?.toLowerCase()
    const number = description && alertCode(description)
    if (description && number !== undefined) return { description, code: number as number }
  }
  return undefined
}

function handshakeIn(value: unknown, depth = 0): Handshake | undefined {
  if (typeof value !== 'object' || value === null || depth > 8) return undefined
  const { handshake, cause } = value as { handshake?: Handshake; cause?: unknown }
  return handshake ?? evidenceOf(value)?.handshakes.at(-1) ?? handshakeIn(cause, depth + 1)
}

function statusOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { status, statusCode } = value as { status?: unknown; statusCode?: unknown }
  return [status, statusCode].find((one) => typeof one === 'number') as number | undefined
}

/** So that the connection is free to end. */
async function discardBody(response: unknown): Promise<void> {
  const { body } = (response ?? {}) as { body?: { cancel?: () => Promise<void>; locked?: boolean } }
  if (typeof body?.cancel === 'function' && body.locked !== true) await body.cancel().catch(() => {})
}

/** Of the error and its causes. */
function codesIn(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 8) return []
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return [...(typeof code === 'string' ? [code] : []), ...codesIn(cause, depth + 1)]
}

function messagesIn(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 8) return ''
  const { message, cause } = error as { message?: unknown; cause?: unknown }
  return `${typeof message === 'string' ? message : ''} ${messagesIn(cause, depth + 1)}`
}

export function nameOf(error: unknown): string | undefined {
  const { name } = (error ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : undefined
}

/** The first line, for a table. */
export function firstLine(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown }
  return (typeof message === 'string' ? message : String(error)).split('\n')[0]!.trim()
}
