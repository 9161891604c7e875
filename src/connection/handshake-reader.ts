import type { ConnectionProfile } from '../credentials/profile.ts'
import { attachWireFacts, type WireFacts } from '../evidence/wire-facts.ts'
import type { Handshake, WireHandshake } from '../tls/handshake.ts'
import type { Recorder } from '../tls/recorder.ts'
import { WireHandshakeReader } from '../tls/wire-handshake-reader.ts'
import { stapledStatus } from '../verification/stapled-status.ts'
import type { ConnectionFacts } from './connection-facts.ts'
import { derOf, verificationOf } from './server-verification.ts'
import type { Target } from './target.ts'

/** What has to be known of a connection before its first byte. */
interface BegunConnection {
  readonly target: Target
  readonly profile: ConnectionProfile
  readonly recorder: Recorder
  readonly startedAt: Date
  /** The same moment, in milliseconds of the monotonic clock. */
  readonly start: number
}

/** The reader of a connection's handshake. */
export function readerOf(connection: BegunConnection): HandshakeReader {
  return new HandshakeReader(connection)
}

/** Number of the alert (RFC 8446 section 6.1). */
const closeNotify = 0

/** Makes the Handshake of a connection out of its bytes and of what else is known. */
export class HandshakeReader {
  readonly #connection: BegunConnection
  readonly #wire: WireHandshakeReader
  #composed: { wire: WireHandshake; facts: ConnectionFacts; handshake: Handshake } | undefined

  constructor(connection: BegunConnection) {
    this.#connection = connection
    this.#wire = new WireHandshakeReader(connection.recorder)
  }

  /** The same object while neither the bytes nor the facts say anything new. */
  read(facts: ConnectionFacts): Handshake {
    const wire = this.#wire.read()
    if (this.#composed?.wire !== wire || this.#composed.facts !== facts) {
      const handshake = compose(this.#connection, facts, wire)
      this.#composed = { wire, facts, handshake }
      attachWireFacts(handshake, () => this.wireFacts)
    }
    return this.#composed.handshake
  }

  /** What else the bytes tell, so far. */
  get wireFacts(): WireFacts {
    this.#wire.read()
    const { activity } = this.#connection.recorder
    const endedBy = this.#endedBy
    const { records, recordsWithoutGap, clientHello, asksForOcsp, authorities, beginning } = this.#wire.facts
    const unread = activity.server.records > recordsWithoutGap
    // TLS 1.2 shows the kind of a record; on TLS 1.3 one that was not kept may be a session ticket.
    const isShown = this.#composed?.wire.protocol !== 'TLSv1.3' && activity.server.applicationDataRecords > 0
    const isData = records > 0 || (unread && isShown)
    return {
      seen: isData ? true : unread ? undefined : false,
      ...(endedBy && { endedBy }),
      ...(beginning && { beginning }),
      ...(clientHello !== undefined && { clientHello }),
      ...(asksForOcsp !== undefined && { asksForOcsp }),
      ...(authorities && { authorities }),
    }
  }

  /** A server that says goodbye first has ended it, even where the client then closes before the stream has ended. */
  get #endedBy(): WireFacts['endedBy'] {
    const goodbye = this.#composed?.wire.alerts.find(({ code }) => code === closeNotify)
    return goodbye?.from === 'server' ? 'server' : this.#connection.recorder.endedBy
  }

  /** The same when nothing more is expected: what is left is read, and the keys go. */
  end(facts: ConnectionFacts): Handshake {
    const handshake = this.read(facts)
    this.#wire.end()
    return handshake
  }
}

function compose(connection: BegunConnection, facts: ConnectionFacts, wire: WireHandshake): Handshake {
  const { target, profile, startedAt, start } = connection
  const { remoteAddress, verdict, chainVerdict, ocspResponse, failure, settledAt, client = 'request' } = facts
  const { clientCertificate: configured } = profile
  const { ocspResponse: _, ...shown } = wire
  return {
    host: target.host,
    port: target.port,
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    ...shown,
    clientCertificate: { ...wire.clientCertificate, ...(configured === undefined ? {} : { configured }) },
    verification: verificationOf({
      target,
      profile,
      sent: wire.serverCertificate,
      at: settledAt === undefined ? startedAt : new Date(startedAt.getTime() + settledAt - start),
      ...{ verdict, chainVerdict, ocspResponse, failure },
    }),
    ...ocspOf(connection, wire),
    side: 'client',
    client,
    startedAt: startedAt.toISOString(),
    durationMs: durations(start, facts),
  }
}

function ocspOf({ profile, startedAt }: BegunConnection, { ocspResponse, serverCertificate }: WireHandshake) {
  if (ocspResponse === undefined) return {}
  const chain = serverCertificate.chain.map(derOf)
  const ocsp = stapledStatus(ocspResponse, chain, startedAt, () => {
    const { ca, defaults } = profile.trustAnchors()
    return [...ca, ...defaults]
  })
  return ocsp === undefined ? {} : { ocsp }
}

function durations(start: number, { connectedAt, settledAt }: ConnectionFacts): Handshake['durationMs'] {
  const now = performance.now()
  const connected = connectedAt ?? settledAt ?? now
  const tls = connectedAt === undefined ? 0 : (settledAt ?? now) - connected
  return { tcp: milliseconds(connected - start), tls: milliseconds(tls) }
}

function milliseconds(duration: number): number {
  return Math.round(duration * 1000) / 1000
}
