import type { CapturedConnection } from '../tls/capture-file.ts'
import type { Handshake } from '../tls/handshake.ts'
import type { Evidence } from './evidence.ts'
import { sharedState } from './shared-state.ts'
import { isTrial } from './trial.ts'

/** A TLS connection of a call: the same object for every call that it carries. Both facts are made when somebody looks. */
export interface RecordedConnection {
  readonly handshake: Handshake
  /** Holds secrets: for a capture file, and for nothing else. */
  readonly captured: CapturedConnection
}

/** One call of `request`, from its beginning on: what it comes to appears in it later. */
export interface RecordedCall {
  readonly evidence: Evidence
  /** Of every hop, oldest first. */
  readonly connections: readonly RecordedConnection[]
  /** It has turned out to be nothing of its own: a connection that a request was made for, say. */
  readonly isVoid?: boolean
  /** Made to see a flawed client certificate refused. */
  isTrial?: boolean
}

type CallListener = (call: RecordedCall) => void

interface CallRecorder {
  listener?: CallListener
  current?: () => readonly RecordedCall[]
}

const state = () => sharedState<CallRecorder>('call-recorder', () => ({}))

/** Calls `listener` at the beginning of every call, in the caller's asynchronous context; it replaces the one before. */
export function onCall(listener: CallListener): void {
  state().listener = listener
}

/** A call begins. */
export function recordCall(call: RecordedCall): void {
  if (isTrial()) call.isTrial = true
  state().listener?.(call)
}

/** Says how to find the calls of the test that is running; the latest replaces the others. */
export function setCurrentCalls(current: () => readonly RecordedCall[]): void {
  state().current = current
}

/** The calls of the test that is running, oldest first; undefined where no test runner has said. */
export function currentCalls(): readonly RecordedCall[] | undefined {
  return state()
    .current?.()
    .filter((call) => !call.isVoid)
}
