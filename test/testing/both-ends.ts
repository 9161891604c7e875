import { expect } from 'vitest'
import type { Handshake } from '../../src/tls/handshake.ts'

/** Everything that both ends can know. */
export function expectBothEndsToAgree(client: Handshake, server: Handshake): void {
  const common = ({
    protocol,
    cipher,
    group,
    alpn,
    resumed,
    servername,
    clientCertificate,
    serverCertificate,
  }: Handshake) => {
    const { configured: _, ...sent } = clientCertificate
    return { protocol, cipher, group, alpn, resumed, servername, clientCertificate: sent, serverCertificate }
  }
  // who only says goodbye may not be heard any more
  const fatal = ({ alerts }: Handshake) => alerts.filter(({ code }) => code !== 0)
  expect(common(server)).toEqual(common(client))
  expect(fatal(server)).toEqual(fatal(client))
  expect([client.capture.complete, server.capture.complete]).toEqual([true, true])
  expect([client.side, server.side]).toEqual(['client', 'server'])
}
