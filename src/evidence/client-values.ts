import type { CapturedConnection } from '../tls/capture-file.ts'
import { sharedState } from './shared-state.ts'

/** Finds connections in what clients other than `request` hand out: responses, errors, sockets … */
export interface ClientValues<Evidence> {
  evidenceOf(value: object): Evidence | undefined
  capturedConnectionOf(handshake: object): CapturedConnection | undefined
  /** Which client a value is of that does not tell its connection; undefined for values of no client that is known. */
  untraceable(value: object): string | undefined
}

/** `current` is set by whoever makes such clients known: nothing of them is loaded before. */
export const clientValues = <Evidence = unknown>() =>
  sharedState<{ current?: ClientValues<Evidence> }>('client-values', () => ({}))
