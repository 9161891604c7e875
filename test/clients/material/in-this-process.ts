import { clients } from '../../../src/clients/clients.ts'
import { loadConfig } from '../../../src/config/load-config.ts'
import type { MtlsOptions } from '../../../src/config/options.ts'
import { createCredentials } from '../../../src/credentials/credentials.ts'
import type { RecordedCall } from '../../../src/evidence/call-recorder.ts'
import type { Handshake } from '../../../src/tls/handshake.ts'

/** The clients of this process, recorded, until it is disposed of. */
export interface WatchedClients extends Disposable {
  calls: RecordedCall[]
  /** Of the calls so far, a connection once, oldest first. */
  handshakes(): Handshake[]
}

/** With `config` they are equipped. */
export async function watchClients(config?: MtlsOptions): Promise<WatchedClients> {
  const calls: RecordedCall[] = []
  const credentials = config && createCredentials(await loadConfig({ root: import.meta.dirname, config }))
  await credentials?.prepare()
  const listener = (call: RecordedCall) => void calls.push(call)
  clients.install(listener, credentials && { profileFor: (url) => credentials.profileFor(url) })
  return {
    calls,
    handshakes: () => [...new Set(calls.filter((call) => !call.isVoid).flatMap(({ evidence }) => evidence.handshakes))],
    [Symbol.dispose]: () => clients.remove(listener),
  }
}
