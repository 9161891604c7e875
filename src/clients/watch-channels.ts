import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * Listens to diagnostics channels. Returns how to stop. A library may put into a message what none did before: a listener that throws at it
 * would end the process of whoever only wants to be recorded, so the call is left as it is known.
 */
export function watchChannels<Message>(listeners: Record<string, (message: Message) => void>): () => void {
  const guarded = Object.entries(listeners).map(([name, listener]) => {
    const careful = (message: unknown) => {
      try {
        listener(message as Message)
      } catch {}
    }
    subscribe(name, careful)
    return [name, careful] as const
  })
  return () => {
    for (const [name, careful] of guarded) unsubscribe(name, careful)
  }
}
