import type { WireFacts } from '../evidence/wire-facts.ts'

/** Of the error by which a call failed, and of its connection. */
interface Failure {
  code: string
  message: string
  wire?: WireFacts
}

/** Codes that Node and undici give when the other side closes or resets. */
const closingCodes =
  /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ERR_MTLS_CLOSED\w*|ERR_SSL_UNEXPECTED_EOF\w*|ERR_STREAM_PREMATURE_CLOSE)$/

/** The other side closed or reset the connection, as far as error and record tell: clients word their own end in the same way. */
export function isClosing(failure: Failure): boolean {
  return (isCut(failure) || isStreamOfEnded(failure)) && failure.wire?.endedBy !== 'client'
}

/** A stream of HTTP/2 whose server has ended the connection before it said anything: Node blames the session. */
function isStreamOfEnded({ code, wire }: Failure): boolean {
  return code === 'ERR_HTTP2_STREAM_CANCEL' && wire?.endedBy === 'server' && wire.seen === false
}

/** The connection was cut, by whichever side. */
export function isCut({ code, message }: Failure): boolean {
  return closingCodes.test(code) && !isUnusableAnswer(message) && !isTimeout({ code, message })
}

/** The code of a limit, of Node's, undici's or the operating system's; axios and superagent say it in words. */
export function isTimeout({ code, message }: Failure): boolean {
  return /TIMEOUT|ETIMEDOUT|TimeoutError/.test(code) || (code === 'ECONNABORTED' && /^timeout/i.test(message))
}

/** It was reset: a packet said so, where a close is an end of the stream. */
export function isReset({ code, message }: Failure): boolean {
  return code === 'EPIPE' || /(?:^|\(caused by: )(?:read|write) (?:ECONNRESET|EPIPE)/.test(message)
}

/** undici calls what it cannot use an error of the socket. */
function isUnusableAnswer(message: string): boolean {
  return /bad response|bad upgrade|GOAWAY/i.test(message)
}
