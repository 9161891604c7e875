/** The header that carries the user name and password of a proxy's URL (RFC 7617), read as curl reads them. */
export function proxyAuthorization({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {}
  const credentials = Buffer.concat([decoded(username), Buffer.from(':'), decoded(password)])
  return { 'proxy-authorization': `Basic ${credentials.toString('base64')}` }
}

/** A percent sign that two hexadecimal digits do not follow stands for itself. */
function decoded(text: string): Buffer {
  const parts = text.split(/(%[\da-f]{2})/i)
  return Buffer.concat(parts.map((part, at) => (at % 2 === 0 ? Buffer.from(part) : Buffer.from(part.slice(1), 'hex'))))
}
