import { checkGivenOptions } from '../config/check-given-options.ts'
import type { TableOf } from '../config/shape.ts'
import { currentCalls } from '../evidence/call-recorder.ts'
import type { ClientKind, Handshake } from '../tls/handshake.ts'

/** Which handshakes are wanted; what is left out does not matter. */
export interface HandshakeFilter {
  /** Host name or address, as the client named it; case does not matter. */
  host?: string
  /** Port of the server. */
  port?: number
  /** What made the connection, as `Handshake.client` has it, or the library: `axios`. */
  client?: ClientKind | (string & {})
}

const filterOptions: TableOf<HandshakeFilter> = {
  host: { shape: { kind: 'text' }, description: 'Host name or address.' },
  port: { shape: { kind: 'number', from: 1, to: 65_535, whole: true }, description: 'Port of the server.' },
  client: { shape: { kind: 'text' }, description: 'What made the connection.' },
}

/**
 * The handshakes of the connections that the current test used, by `request` or by another client (`mtls({ clients })`), oldest first. Each
 * is a subject of every matcher, with the answer that came over it where that is known. Throws outside of a test of Vitest or Jest.
 */
export function handshakes(filter: HandshakeFilter = {}): Handshake[] {
  checkGivenOptions(filter, { owner: 'options of handshakes()', shape: { kind: 'object', options: filterOptions } })
  const { host, port, client } = filter
  const calls = currentCalls()
  if (calls === undefined) {
    throw new Error(
      'handshakes() gives those of the current test, and no test runner has said which that is. It works in Vitest with the plugin, and in Jest with vitest-mtls/jest.',
    )
  }
  const wanted = ({ handshake, by }: { handshake: Handshake; by: string | undefined }) =>
    (host === undefined || handshake.host.toLowerCase() === host.replace(/^\[|\]$/g, '').toLowerCase()) &&
    (port === undefined || handshake.port === port) &&
    (client === undefined || handshake.client === client || by === client || by?.startsWith(`${client} over `) === true)
  const found = calls.flatMap(({ evidence }) =>
    evidence.handshakes.map((handshake) => ({ handshake, by: evidence.client })),
  )
  return [...new Set(found.filter(wanted).map(({ handshake }) => handshake))].sort((a, b) =>
    a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0,
  )
}
