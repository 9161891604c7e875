import type { CapturedConnection } from '../tls/capture-file.ts'
import type { Handshake } from '../tls/handshake.ts'
import { clientValues } from './client-values.ts'
import { sharedState } from './shared-state.ts'

type Capture = () => CapturedConnection

const captures = () => sharedState('captures', () => new WeakMap<object, Capture>())

/** Remember what a handshake was read from. `capture` is called when somebody wants the bytes; they hold secrets. */
export function attachCapture(handshake: Handshake, capture: Capture): void {
  captures().set(handshake, capture)
}

/** The bytes that a handshake was read from; undefined when it does not come from a connection of this process. */
export function capturedConnectionOf(handshake: unknown): CapturedConnection | undefined {
  if (typeof handshake !== 'object' || handshake === null) return undefined
  return captures().get(handshake)?.() ?? clientValues().current?.capturedConnectionOf(handshake)
}

/** The same without asking other clients. */
export function attachedCapture(handshake: object): CapturedConnection | undefined {
  return captures().get(handshake)?.()
}
