import { clientDestroyed } from '../evidence/abort-codes.ts'

/** A request was under way when its client ended its connections, whatever they say themselves. */
export class ClientDestroyed extends Error {
  readonly code = clientDestroyed
  constructor() {
    super('The client was destroyed')
  }
}
