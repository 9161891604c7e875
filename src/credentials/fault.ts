import type { ResolvedSource } from '../config/resolved-config.ts'
import { wordedFor } from './source-file.ts'
import { Unusable } from './unusable.ts'

/** What cannot be used, and its place in the config. */
export interface FaultFacts {
  path: string
  message: string
  remedy: string
}

/** Everything that keeps a part of the configuration from being used. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly facts: readonly FaultFacts[]
  /** The option at fault was given with the request, not in the config. */
  readonly byRequest: boolean

  constructor(facts: readonly FaultFacts[], byRequest = false) {
    super(facts.map((fact) => fact.message).join(' '))
    this.facts = facts
    this.byRequest = byRequest
  }
}

/** Run `read` over options that a request gives: a fault is theirs, not the config's. */
export function byRequest<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.facts, true) : error
  }
}

/** Run `read`; what it finds unusable becomes a fault at that place. `source`: what is read, where it is one thing. */
export function faultAt<Value>(path: string, source: ResolvedSource | 'system', read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    const { message, remedy } = source === 'system' ? error : wordedFor(source, error)
    throw new Fault([{ path, message, remedy }])
  }
}
