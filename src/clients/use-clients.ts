import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { Credentials } from '../credentials/credentials.ts'
import { recordCall } from '../evidence/call-recorder.ts'
import { clientValues } from '../evidence/client-values.ts'
import { attachedEvidence } from '../evidence/evidence.ts'
import { type Clients, nativeClients } from './native-clients.ts'
import type { Equipment } from './outfit.ts'

/** The values that other clients hand out are subjects of matchers and `handshakeOf` in this realm. */
export function knowClientValues(clients: Clients): void {
  clientValues().current = {
    evidenceOf: (value) => clients.evidenceOf(value, attachedEvidence),
    capturedConnectionOf: (handshake) => clients.capturedConnectionOf(handshake),
    untraceable: (value) => clients.untraceable(value),
  }
}

/**
 * Records the TLS clients of the process for this test file; with `equip` they get what the config of `source` has for their hosts.
 * Rejects with a ConfigError. Returns how to leave Node as it was.
 */
export async function useClients(mode: 'record' | 'equip', source: () => Promise<ResolvedConfig>): Promise<() => void> {
  const clients = nativeClients()
  const equipment = mode === 'equip' ? new ReadEquipment() : undefined
  // First of all: a realm keeps the functions that a module of Node's had at its first import, and credentials import some.
  clients.install(recordCall, equipment)
  knowClientValues(clients)
  const stop = () => clients.remove(recordCall)
  try {
    await equipment?.read(source)
  } catch (error) {
    stop()
    throw error
  }
  return stop
}

/** `tls.connect` cannot wait: everything is read before the first test. */
class ReadEquipment implements Equipment {
  #credentials: Credentials | undefined

  async read(source: () => Promise<ResolvedConfig>): Promise<void> {
    const config = await source()
    const { createCredentials } = await import('../credentials/credentials.ts')
    const credentials = createCredentials(config)
    await credentials.prepare()
    this.#credentials = credentials
  }

  profileFor(url: URL) {
    if (this.#credentials === undefined)
      throw new Error(`The configuration has not been read: ${url.host} cannot be asked yet.`)
    return this.#credentials.profileFor(url)
  }
}
