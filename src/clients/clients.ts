import { recordEverySocket } from '../connection/handle-tap/record-every-socket.ts'
import { missingInternals } from '../connection/handle-tap/record-socket.ts'
import { attachedCapture } from '../evidence/captured-connection.ts'
import { attachedEvidence, type Evidence } from '../evidence/evidence.ts'
import type { CapturedConnection } from '../tls/capture-file.ts'
import { type CallListener, Calls } from './calls.ts'
import { type Equipment, EquippedConnections } from './equipped-connections.ts'
import { findEvidence, type Look, untraceable } from './find-evidence.ts'
import { watchDestinations } from './given-socket.ts'
import { watchHttp } from './http-calls.ts'
import { watchHttp2, watchHttp2Sessions } from './http2-calls.ts'
import { watchTunnels } from './tunnels.ts'
import { watchUndici } from './undici-calls.ts'

/**
 * Every TLS client of the process. There is one for all test files and realms that share the process, because pools of connections outlive
 * a file. Nothing of Node is touched before `install`.
 */
class Clients {
  readonly #equipped = new EquippedConnections()
  readonly #calls = new Calls((socket) => this.#equipped.profileOf(socket))
  #removals: (() => void)[] = []

  /** Records from now on, for `listener`, and equips with what `equipment` has, if given. Ends what was installed before. */
  install(listener: CallListener, equipment: Equipment | undefined): void {
    this.#remove()
    this.#calls.listener = listener
    this.#removals = [
      ...(equipment === undefined ? [] : [this.#equipped.install(process.getBuiltinModule('node:tls'), equipment)]),
      this.#recordSockets(),
      watchDestinations(),
      watchTunnels(),
      watchHttp(this.#calls),
      watchUndici(this.#calls),
      watchHttp2(this.#calls),
    ]
    this.#watchSessionsLater()
  }

  /** Node is as it was, unless somebody else than `listener` has installed since. What was recorded stays known, and connections go on. */
  remove(listener: CallListener): void {
    if (this.#calls.listener === listener) this.#remove()
  }

  /** The evidence that a value of some client leads to; `look` knows more than this process's recording. */
  evidenceOf(value: object, look: Look): Evidence | undefined {
    return findEvidence(value, (object) => attachedEvidence(object) ?? this.#calls.of(object)?.evidence ?? look(object))
  }

  capturedConnectionOf(handshake: object): CapturedConnection | undefined {
    return attachedCapture(handshake)
  }

  /** A sentence about a value that does not tell its connection; undefined for values of no client that is known. */
  untraceable(value: object): string | undefined {
    return untraceable(value)
  }

  #remove(): void {
    for (const remove of this.#removals.reverse()) remove()
    this.#removals = []
    this.#calls.listener = undefined
  }

  #recordSockets(): () => void {
    const missing = missingInternals()
    if (missing.length === 0) return recordEverySocket((socket) => this.#calls.connections.begin(socket))
    this.#calls.unrecordedBecause = `this Node cannot be recorded: it has no ${missing.join(', ')}`
    return () => {}
  }

  /** Node 20 has no channels for HTTP/2. Its module is loaded when a connection offers that. */
  #watchSessionsLater(): void {
    if (!process.versions.node.startsWith('20.')) return
    const { connections } = this.#calls
    connections.onHttp2 = () => {
      connections.onHttp2 = undefined
      this.#removals.push(watchHttp2Sessions(this.#calls, process.getBuiltinModule('node:http2')))
    }
    this.#removals.push(() => {
      connections.onHttp2 = undefined
    })
  }
}

export const clients = new Clients()
