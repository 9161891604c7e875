import { comparableHost } from '../config/host-pattern.ts'
import type { ResolvedClientCertificate } from '../config/resolved-config.ts'
import { portOf } from './match.ts'

/** Whether an entry names the host of an https proxy, and with it the proxy: no wildcard does, and no other port that was written. */
export function isForProxy({ host, port, hasDefaultPort }: ResolvedClientCertificate, proxy: URL): boolean {
  if (proxy.protocol !== 'https:' || host.kind !== 'exact' || host.name !== comparableHost(proxy.hostname)) return false
  return port === '*' || hasDefaultPort === true || port === portOf(proxy)
}
