import type { Target } from '../connection/target.ts'
import { destinationOf } from './given-socket.ts'
import type { SocketOptions } from './socket-options.ts'
import { tunnelTarget } from './tunnels.ts'

/** Whether a socket of the caller's goes to another host than he says, which nobody would notice. */
export function isElsewhere(options: SocketOptions, { host }: Target): boolean {
  const hosts = tunnelTarget(options.socket) === undefined ? destinationOf(options.socket)?.hosts : undefined
  return hosts !== undefined && !mustProveName(options) && !hosts.some((name) => sameName(name, host))
}

/** A function of the caller's may be content with any name. */
export function mustProveName({ rejectUnauthorized, checkServerIdentity }: SocketOptions): boolean {
  return (
    rejectUnauthorized !== false &&
    process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0' &&
    checkServerIdentity === undefined
  )
}

/** Brackets of an IPv6 address, and case, do not count. */
export function sameName(name: unknown, other: string | undefined): boolean {
  return typeof name === 'string' && name.toLowerCase() === other?.replace(/^\[|\]$/g, '').toLowerCase()
}
