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

/** The clients of the process, while a test file runs. */
export interface UsedClients {
  /** Reads the config's files, before the first test. Rejects with a ConfigError. */
  read(source: () => Promise<Credentials>): Promise<void>
  /** Leaves Node as it was. */
  stop(): void
}

/**
 * Records the TLS clients of the process for this test file; with `equip` they get what the config has for their hosts. To be called first
 * of all: a realm keeps the functions that a module of Node's had at its first import.
 */
export function useClients(mode: 'record' | 'equip'): UsedClients {
  const clients = nativeClients()
  const equipment = mode === 'equip' ? new ReadEquipment() : undefined
  clients.install(recordCall, equipment)
  knowClientValues(clients)
  return {
    read: async (source) => equipment?.read(source),
    stop: () => clients.remove(recordCall),
  }
}

/** `tls.connect` cannot wait: everything is read before the first test. */
class ReadEquipment implements Equipment {
  #credentials: Credentials | undefined

  async read(source: () => Promise<Credentials>): Promise<void> {
    const credentials = await source()
    await credentials.prepare()
    this.#credentials = credentials
  }

  profileFor(url: URL) {
    if (this.#credentials === undefined)
      throw new Error(`The configuration has not been read: ${url.host} cannot be asked yet.`)
    return this.#credentials.profileFor(url)
  }
}
