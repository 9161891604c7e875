import { certificateRequested } from '../../src/tls/certificate-requested.ts'
import type { WireHandshake } from '../../src/tls/handshake.ts'
import { Recorder } from '../../src/tls/recorder.ts'
import type { Recording } from '../../src/tls/recording.ts'
import type { Chunks } from './mutations.ts'
import { readWireHandshake } from './read-wire-handshake.ts'
import type { Scenario } from './recorded-scenarios.ts'

export function recordingOf(chunks: Chunks, keyLog: readonly string[]): Recording {
  const recorder = new Recorder(() => 0)
  for (const line of keyLog) recorder.keyLog(line)
  for (const { from, bytes } of chunks) recorder.push(from, bytes)
  return recorder.recording
}

/**
 * Decodes what became of a scenario, and throws when it says what cannot be: that nobody asked, or that the session was
 * resumed, although the server asked.
 */
export function decodeFaulty(scenario: Scenario, chunks: Chunks): WireHandshake {
  const recording = recordingOf(chunks, scenario.keyLog)
  const handshake = readWireHandshake(recording)
  const { status } = handshake.clientCertificate
  const asked = scenario.status === 'sent' || scenario.status === 'empty'
  if (asked && (status === 'not-requested' || status === 'resumed')) {
    throw new Error(`${scenario.name}: the server asked, the record says ${status}`)
  }
  if (asked && !scenario.name.includes('renegotiation') && certificateRequested(recording) === false) {
    throw new Error(`${scenario.name}: the server asked, the quick question says no`)
  }
  const { complete, reason } = handshake.capture
  if (status === 'unknown' && complete) throw new Error(`${scenario.name}: unknown without a reason`)
  // an error of the language is a fault of the decoder that it has survived
  if (reason !== undefined && /\w*Error\b/.test(reason)) throw new Error(`${scenario.name}: ${reason}`)
  return handshake
}
