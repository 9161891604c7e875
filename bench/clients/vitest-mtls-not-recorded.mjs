/** Our `request` with the recording of handshakes switched off. */
import connectRecorded from './vitest-mtls.mjs'

export default function connect(options) {
  return connectRecorded({ ...options, capture: { handshakes: false } })
}
