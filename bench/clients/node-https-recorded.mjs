import { createRequire } from 'node:module'
import connectPlain from './node-https.mjs'

/** node:https as a test of `mtls({ clients: 'record' })` uses it. */
export default function connect({ dist, ...task }) {
  const { clients } = createRequire(import.meta.url)(`${dist}/clients.cjs`)
  const calls = []
  clients.install((call) => calls.push(call), undefined)
  return connectPlain(task)
}
