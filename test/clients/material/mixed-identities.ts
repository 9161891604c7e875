import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type * as MtlsRequest from '../../../src/request/index.ts'
import type { ServerKind } from './tried-client.ts'
import { triedClients } from './tried-clients.ts'

/** How many connections each client makes, each to an address of its own. */
export interface MixedIdentities {
  connections: number
  ports: Partial<Record<ServerKind, number>>
}

/** What a test says of its connection: to be held against the server's own view. */
export interface ToldConnection {
  client: string
  address: string
  status: string
  /** Subject of the certificate that was shown, on this connection or on the one whose session it resumed. */
  subject: string | null
  /** As the server has answered, where its protocol has a way. */
  saw?: string | null
}

declare module 'vitest' {
  interface TaskMeta {
    told?: ToldConnection
  }
}

type Mtls = Pick<typeof MtlsRequest, 'handshakeOf' | 'handshakes' | 'originalHandshakeOf'>

/** The address of connection `n`: servers listen on all of loopback. */
export function addressOf(n: number): string {
  return `127.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`
}

/** A test for each connection, side by side: a test knows its own connection and no other. */
export function makeMixedConnections(mtls: Mtls): void {
  const { connections, ports } = JSON.parse(readFileSync(process.env.MIXED!, 'utf8')) as MixedIdentities
  const version = Number(process.versions.node.split('.', 1))
  for (const client of triedClients) {
    const port = ports[client.server]
    if (port === undefined || version < (client.node ?? 0)) continue
    describe(client.name, () => {
      for (let n = 0; n < connections; n++) {
        test.concurrent(`${client.name} ${n}`, async ({ task }) => {
          const host = addressOf(n)
          const called = await client.call({ host, port }, {})
          const all = mtls.handshakes()
          expect(all.map((handshake) => handshake.host)).toEqual([host])
          const [handshake] = all as [(typeof all)[number]]
          if (client.tells.value) expect(mtls.handshakeOf(called.value)).toBe(handshake)
          const { status } = handshake.clientCertificate
          // Node's fetch has one pool for all, which resumes.
          const { chain } = (mtls.originalHandshakeOf(handshake) ?? handshake).clientCertificate
          task.meta.told = {
            client: client.name,
            address: host,
            status,
            subject: chain[0]?.subject ?? null,
            ...(called.saw !== undefined && { saw: called.saw || null }),
          }
          await called.end?.()
        })
      }
    })
  }
}
