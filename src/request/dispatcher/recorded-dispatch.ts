import type { Dispatcher } from 'undici'
import type { Connection } from '../../connection/connection.ts'
import { KeptAnswer } from '../../evidence/answer.ts'
import type { CallEvidence } from '../call-evidence.ts'
import { failureOf } from '../failure.ts'
import { ResponseHeaders } from '../response-headers.ts'
import type { Track } from './tracked-client.ts'

type Handler = Dispatcher.DispatchHandler
type RawHeaders = Dispatcher.DispatchController['rawHeaders']

/** A controller of undici 7 may lack the raw fields; the event has them too. */
function rawHeadersOf(controller: unknown, headers: unknown): RawHeaders {
  return (controller as Dispatcher.DispatchController | null)?.rawHeaders ?? (headers as RawHeaders)
}

/**
 * A handler that notes in `evidence` what becomes of a dispatch, and hands on errors in our words. undici has two kinds of handlers, and the
 * built-in `fetch` of each Node speaks one of them: the names of both are met here, everything else goes through.
 */
export class RecordedDispatch {
  readonly #evidence: CallEvidence
  #client: Track | undefined
  #connection: Connection | undefined
  #kept: KeptAnswer | undefined
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
  readonly onClient = (client: Track): void => {
    this.#client = client
  }

  /** The arguments to hand on. */
  #noted(event: string | symbol, args: unknown[]): unknown[] {
    if (event === 'onRequestStart' || event === 'onConnect') this.#connection = this.#client?.connection
    if (event === 'onHeaders') this.#answered(args[0] as number, args[1] as RawHeaders)
    if (event === 'onResponseStart') this.#answered(args[1] as number, rawHeadersOf(args[0], args[2]))
    if (event === 'onData') this.#kept?.push(args[0] as Buffer)
    if (event === 'onResponseData') this.#kept?.push(args[1] as Buffer)
    if (event === 'onComplete' || event === 'onResponseEnd') this.#kept?.end()
    if (event === 'onError') return [this.#failed(args[0])]
    if (event === 'onResponseError') return [args[0], this.#failed(args[1])]
    return args
  }

  #answered(status: number, raw: RawHeaders): void {
    if (status < 200) return
    const headers = new ResponseHeaders(fieldsOf(raw))
    this.#kept = new KeptAnswer(status, (name) => headers.get(name))
    this.#connection?.answered()
    this.#evidence.over(this.#connection)
    this.#evidence.answer = this.#kept
  }

  #failed(raw: unknown): unknown {
    const connection = this.#connection ?? this.#client?.connection
    this.#evidence.over(connection)
    // What the caller has aborted is none of our failures.
    if ((raw as Error | null)?.name === 'AbortError') return raw
    return failureOf(raw, this.#evidence, connection)
  }
}

/** Names and values by turns, one character a byte. */
function fieldsOf(raw: RawHeaders): string[] {
  if (Array.isArray(raw)) return raw.map((field) => field.toString('latin1'))
  return Object.entries(raw ?? {}).flatMap(([name, value]) => [name, String(value)])
}
