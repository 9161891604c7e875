import type { Dispatcher } from 'undici'
import type { CallContext } from '../call.ts'
import { recordedEvidence } from '../recorded-evidence.ts'
import { RecordedDispatch } from './recorded-dispatch.ts'
import type { TrackedDispatchOptions } from './tracked-client.ts'
import { undici } from './undici.ts'
import { UndiciPools } from './undici-pools.ts'

/** An undici dispatcher that gives each origin the connection its profile asks for. Loads undici. */
export function routingDispatcher({ credentials, connections }: CallContext): Dispatcher {
  const pools = new UndiciPools(connections)

  async function route(
    url: URL,
    options: Dispatcher.DispatchOptions,
    { handler, onClient }: RecordedDispatch,
  ): Promise<void> {
    const known = await credentials()
    const profile = url.protocol === 'https:' ? await known.profileFor(url) : undefined
    const routed: TrackedDispatchOptions & { origin: string } = { ...options, origin: url.origin, onClient }
    pools.dispatch(profile, routed, handler)
  }

  class RoutingDispatcher extends undici().Dispatcher {
    override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
      const url = new URL(options.path, options.origin)
      const recorded = new RecordedDispatch(handler, recordedEvidence(url.href, options.method))
      route(url, options, recorded).catch((error) => failed(handler, error))
      return true
    }

    override close(callback?: () => void): Promise<void> {
      const closed = pools.close()
      if (callback !== undefined) void closed.then(callback)
      return closed
    }

    override destroy(error?: unknown, callback?: () => void): Promise<void> {
      const done = typeof error === 'function' ? (error as () => void) : callback
      const destroyed = pools.destroy()
      if (done !== undefined) void destroyed.then(done)
      return destroyed
    }
  }
  return new RoutingDispatcher()
}

/** The request never got as far as a connection. */
function failed(handler: Dispatcher.DispatchHandler, error: Error): void {
  if (handler.onResponseError !== undefined) {
    handler.onResponseError(null as unknown as Dispatcher.DispatchController, error)
  } else handler.onError?.(error)
}
