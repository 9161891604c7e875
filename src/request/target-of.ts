import type { Target } from '../connection/target.ts'

/** Where a URL of https or http leads: the host without brackets, the port that is usual where it names none. */
export function targetOf({ hostname, port, protocol }: URL): Target {
  return {
    host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  }
}
