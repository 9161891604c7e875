/** Our `request`, and a look at every response's handshake: what a matcher costs. */
import connectPlain from './vitest-mtls.mjs'

export default async function connect(options) {
  const client = await connectPlain(options)
  return { ...client, get: client.getWithHandshake }
}
