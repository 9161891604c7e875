import type { Dispatcher } from 'undici'
import type { Connection } from '../connection/connection.ts'
import type { TrackedClient } from '../connection/tracked-client.ts'
import type { MtlsError } from '../errors/mtls-error.ts'
import type { CallEvidence } from './call-evidence.ts'
import { failureOf } from './failure.ts'

/** What the last dispatch of a call failed with. */
export const failures = new WeakMap<CallEvidence, MtlsError>()

type Handler = Dispatcher.DispatchHandler

/**
 * A handler that notes in `evidence` what becomes of a dispatch, and hands on errors in our words. undici has two kinds of handlers, and the
 * built-in `fetch` of each Node speaks one of them: the names of both are met here, everything else goes through.
 */
export class RecordedDispatch {
  readonly #evidence: CallEvidence
  #client: TrackedClient | undefined
  #connection: Connection | undefined
  readonly handler: Handler

  constructor(handler: Handler, evidence: CallEvidence) {
    this.#evidence = evidence
    this.handler = new Proxy(handler, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => member.apply(target, this.#noted(name, args))
      },
    })
  }

  /** The client that takes the request. */
  readonly onClient = (client: TrackedClient): void => {
    this.#client = client
  }

  /** The arguments to hand on. */
  #noted(event: string | symbol, args: unknown[]): unknown[] {
    if (event === 'onRequestStart' || event === 'onConnect') this.#connection = this.#client?.connection
    if (event === 'onHeaders') this.#answered(args[0] as number)
    if (event === 'onResponseStart') this.#answered(args[1] as number)
    if (event === 'onError') return [this.#failed(args[0])]
    if (event === 'onResponseError') return [args[0], this.#failed(args[1])]
    return args
  }

  #answered(status: number): void {
    if (status < 200) return
    this.#connection?.answered()
    this.#evidence.over(this.#connection)
    this.#evidence.status = status
  }

  #failed(raw: unknown): unknown {
    const connection = this.#connection ?? this.#client?.connection
    this.#evidence.over(connection)
    // What the caller has aborted is none of our failures.
    if ((raw as Error | null)?.name === 'AbortError') return raw
    const failure = failureOf(raw, this.#evidence, connection)
    failures.set(this.#evidence, failure)
    return failure
  }
}
