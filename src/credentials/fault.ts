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

  constructor(facts: readonly FaultFacts[]) {
    super(facts.map((fact) => fact.message).join(' '))
    this.facts = facts
  }
}

/** Run `read`; what it finds unusable becomes a fault at that place. */
export function faultAt<Value>(path: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof Unusable) throw new Fault([{ path, message: error.message, remedy: error.remedy }])
    throw error
  }
}
