// The global ones are those of jsdom or of fake timers in some tests.
import { clearTimeout, setTimeout } from 'node:timers'
import type { TimeLimit } from '../evidence/time-limit.ts'

/** Milliseconds. */
const defaultTimeout = 30_000

/** Ends a call from outside its exchange: the caller's AbortSignal, or the timeout. One for all hops of the call. */
export class Deadline {
  readonly #timer: NodeJS.Timeout | undefined
  readonly #signal: AbortSignal | undefined
  #listener: ((reason: unknown) => void) | undefined
  #reason: { value: unknown } | undefined

  /** `wanted` in milliseconds; 0: none. */
  constructor(signal: AbortSignal | undefined, wanted: number | undefined) {
    const timeout = wanted ?? defaultTimeout
    this.#signal = signal
    if (signal?.aborted) this.#end(signal.reason)
    else signal?.addEventListener('abort', this.#aborted)
    if (timeout > 0)
      this.#timer = setTimeout(() => this.#end(new TimeoutReason(timeout, wanted === undefined)), timeout)
  }

  /** Calls `listener` with the reason when the time has come, at once if it has. The latest listener replaces the others. */
  onEnd(listener: (reason: unknown) => void): void {
    this.#listener = listener
    if (this.#reason !== undefined) listener(this.#reason.value)
  }

  /** Headers are there: from now on the socket alone keeps the process alive. */
  relax(): void {
    this.#timer?.unref()
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#aborted)
    this.#listener = undefined
  }

  #aborted = () => this.#end(this.#signal?.reason)

  #end(reason: unknown): void {
    if (this.#reason !== undefined) return
    this.#reason = { value: reason }
    this.#listener?.(reason)
  }
}

/** The request took longer than its `timeout`. */
export class TimeoutReason extends Error {
  readonly code = 'ETIMEDOUT'
  readonly limit: TimeLimit
  constructor(milliseconds: number, isDefault: boolean) {
    super(`No complete answer within ${milliseconds} ms`)
    this.limit = { option: 'timeout', milliseconds, isDefault }
  }
}
