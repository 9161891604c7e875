/** How protocols of text begin whose servers speak first, or answer what is not theirs. */
const beginnings: readonly [RegExp, string][] = [
  [/^HTTP\/\d/, 'HTTP'],
  [/^SSH-/, 'SSH'],
  [/^220[ -].*ftp/i, 'FTP'],
  [/^[245]\d\d[ -].*(?:smtp|mail|postfix|exim)/i, 'SMTP'],
  [/^220[ -]/, 'SMTP or FTP'],
  [/^\+OK/, 'POP3'],
  [/^\* (?:OK|BYE|PREAUTH)/, 'IMAP'],
  [/^RFB \d/, 'VNC'],
  [/^AMQP/, 'AMQP'],
  [/^(?:\+PONG|-ERR|-NOAUTH|-DENIED)/, 'Redis'],
  [/^<\?xml|^<stream:/, 'XMPP'],
]

/** The protocol that a server speaks, by the first bytes that came from it; undefined when they are of none that we know. */
export function protocolSpoken(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('latin1')
  return beginnings.find(([pattern]) => pattern.test(text))?.[1] ?? binaryProtocol(bytes)
}

function binaryProtocol(bytes: Uint8Array): string | undefined {
  const [a = -1, b = -1, c = -1, d = -1, e = -1] = bytes
  // A frame of SETTINGS or GOAWAY on stream 0 (RFC 9113 section 4.1).
  const isControl =
    bytes.length >= 9 && a === 0 && (d === 4 || d === 7) && bytes.subarray(5, 9).every((byte) => byte === 0)
  if (isControl) return 'HTTP/2'
  // A record of TLS (RFC 8446 section 5.1): one TLS within another.
  if (a >= 20 && a <= 23 && b === 3 && c <= 4 && c >= 0) return 'TLS'
  // The first packet of a server: a length of three bytes, the number 0, protocol version 10.
  if (bytes.length > 5 && c === 0 && d === 0 && e === 10) return 'MySQL'
  // CONNACK of two bytes (MQTT 3.1.1 section 3.2).
  if (a === 0x20 && b === 2 && (c === 0 || c === 1)) return 'MQTT'
  const isAnswerToStartTls = bytes.length === 1 && (a === 0x4e || a === 0x53)
  return isAnswerToStartTls || (a === 0x45 && b === 0 && c === 0) ? 'PostgreSQL' : undefined
}
