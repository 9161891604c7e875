/** Of the error by which a call failed. */
interface Failure {
  code: string
  message: string
}

/** Codes that Node and undici give when the other side closes or resets. */
const closingCodes =
  /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ERR_MTLS_CLOSED\w*|ERR_SSL_UNEXPECTED_EOF\w*|ERR_STREAM_PREMATURE_CLOSE)$/

/** The other side closed or reset the connection, as far as the error tells. */
export function isClosing({ code, message }: Failure): boolean {
  return closingCodes.test(code) && !isUnusableAnswer(message)
}

/** It was reset: a packet said so, where a close is an end of the stream. */
export function isReset({ code, message }: Failure): boolean {
  return code === 'EPIPE' || /^(?:read|write) (?:ECONNRESET|EPIPE)/.test(message)
}

/** undici calls what it cannot use an error of the socket. */
function isUnusableAnswer(message: string): boolean {
  return /bad response|bad upgrade|GOAWAY/i.test(message)
}
