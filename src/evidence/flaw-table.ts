import { sharedState } from './shared-state.ts'

/** What a server did with one flawed client certificate. */
export interface FlawRow {
  flaw: string
  description: string
  /** `not-tried`: this client cannot send it, or it could not be made. `unclear`: it failed for a reason that says nothing. */
  outcome: 'refused' | 'accepted' | 'not-tried' | 'unclear'
  /** How it was refused. */
  via?: 'alert' | 'close' | 'http'
  /** Name of the alert. */
  alert?: string
  /** HTTP status of an answer. */
  status?: number
  /** What tells: `alert certificate_expired (45)`, `status 200, as the good one`. */
  evidence: string
}

/** What a server did with a series of flawed client certificates, and with the good one before. Plain JSON data. */
export interface FlawTable {
  /** URL without its query, or what the test called it. */
  target: string
  /** Subject of the good certificate, and how it was accepted. */
  control: { subject: string; status?: number }
  rows: FlawRow[]
}

type Listener = (table: FlawTable) => void

const state = () => sharedState<{ listener?: Listener }>('flaw-tables', () => ({}))

/** Calls `listener` with every table, in the asynchronous context of who made it; it replaces the one before. */
export function onFlawTable(listener: Listener): void {
  state().listener = listener
}

export function recordFlawTable(table: FlawTable): void {
  state().listener?.(table)
}
