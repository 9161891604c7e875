import type { Dispatcher as UndiciDispatcher } from 'undici'
import type { TrackedDispatchOptions } from '../connection/tracked-client.ts'
import { Dispatcher } from '../connection/undici.ts'
import type { CallContext } from './call.ts'
import { evidenceOfDispatch } from './dispatch-evidence.ts'
import { RecordedDispatch } from './recorded-dispatch.ts'

/** An undici dispatcher that gives each origin the connection its profile asks for. */
export class RoutingDispatcher extends Dispatcher {
  readonly #context: CallContext

  constructor(context: CallContext) {
    super()
    this.#context = context
  }

  override dispatch(options: UndiciDispatcher.DispatchOptions, handler: UndiciDispatcher.DispatchHandler): boolean {
    const url = new URL(options.path, options.origin)
    const recorded = new RecordedDispatch(handler, evidenceOfDispatch(url.href, options.method))
    this.#route(url, options, recorded).catch((error) => failed(handler, error))
    return true
  }

  override close(callback?: () => void): Promise<void> {
    const closed = this.#context.connections.close()
    if (callback !== undefined) void closed.then(callback)
    return closed
  }

  override destroy(error?: unknown, callback?: () => void): Promise<void> {
    const done = typeof error === 'function' ? (error as () => void) : callback
    const destroyed = this.#context.connections.destroy()
    if (done !== undefined) void destroyed.then(done)
    return destroyed
  }

  async #route(
    url: URL,
    options: UndiciDispatcher.DispatchOptions,
    { handler, onClient }: RecordedDispatch,
  ): Promise<void> {
    const credentials = await this.#context.credentials()
    const profile = url.protocol === 'https:' ? await credentials.profileFor(url) : undefined
    this.#context.connections.dispatch(profile, { ...options, origin: url.origin, onClient } as RoutedOptions, handler)
  }
}

type RoutedOptions = TrackedDispatchOptions & { origin: string }

/** The request never got as far as a connection. */
function failed(handler: UndiciDispatcher.DispatchHandler, error: Error): void {
  if (handler.onResponseError !== undefined) {
    handler.onResponseError(null as unknown as UndiciDispatcher.DispatchController, error)
  } else handler.onError?.(error)
}
