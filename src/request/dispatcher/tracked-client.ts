import type { buildConnector, Client, Dispatcher } from 'undici'
import type { Connection } from '../../connection/connection.ts'
import type { Connections } from '../../connection/connections.ts'
import type { ConnectionProfile } from '../../credentials/profile.ts'
import { undici } from './undici.ts'

/** The present connection of an undici client, which has one at a time; it may still be in the making, or have failed. */
export interface Track {
  connection?: Connection
}

/** What a dispatch may carry to learn over which client, and so over which connection, its request goes. */
export interface TrackedDispatchOptions extends Dispatcher.DispatchOptions {
  /** Called when a client takes the request: `connection` at an event of the request is the one it came over. */
  onClient?: (track: Track) => void
}

/** An undici client over the connections of a profile. */
export function trackedClient(
  origin: URL,
  options: object,
  profile: ConnectionProfile,
  { agent }: Connections,
): Client {
  const track: Track = {}
  const connect: buildConnector.connector = ({ hostname, port }, callback) => {
    const target = { host: hostname, port: Number(port) || 443 }
    const protocols = profile.http2 ? (['h2', 'http/1.1'] as const) : (['http/1.1'] as const)
    track.connection = agent.open(target, profile, protocols, true, (error, socket) => {
      if (socket === undefined) callback(error ?? new Error('The connection ended without an error'), null)
      else callback(null, socket)
    })
  }
  const client = new (undici().Client)(origin, { ...options, connect })
  const { dispatch } = client
  client.dispatch = (request: TrackedDispatchOptions, handler) => {
    request.onClient?.(track)
    return dispatch.call(client, request, handler)
  }
  return client
}
