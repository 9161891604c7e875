/** Headers that speak about the connection, which is not the caller's (RFC 9110 7.6.1, 10.1.1): Node's own `fetch` refuses them too. */
const ofConnection = ['connection', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade']

/** @throws TypeError that names the header which `fetch` does not send. */
export function refuseHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name of ofConnection) {
    const value = headers[name]
    // Node's fetch takes `close` and `keep-alive`: they ask for nothing that is not done.
    if (value === undefined || (name === 'connection' && /^(close|keep-alive)$/i.test(value))) continue
    throw new TypeError(
      `The header "${name}" cannot be sent: like fetch, request() decides itself how the connection is used. Leave it out.`,
    )
  }
}
