import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority } from '../../fixtures/authority.ts'
import type { Identity } from '../../fixtures/identity.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { createClient, type MtlsClient } from '../../src/request/client.ts'
import { type ClientKind, clientKinds, issueClients } from './client-certificates.ts'
import { connectOnce, type ObservedConnection } from './observed-connection.ts'
import type { ObservedOptions, Server } from './observed-server.ts'
import { serverDisagreements } from './server-disagreements.ts'
import { servers } from './servers/index.ts'
import { describeAgreement, emptyTally, type Tally, versionOf } from './tally.ts'
import { readByTshark } from './tshark-view.ts'
import { wireDisagreements } from './wire-disagreements.ts'

/** Connections a case. `npm run agreement` makes more, and writes the page of the documentation. */
const repeats = Number(process.env.AGREEMENT_REPEATS ?? 1)
const page = fileURLToPath(new URL('../../docs/agreement.md', import.meta.url))
const tshark = { program: 'tshark', versionArguments: ['--version'] }

let authority: Authority
let identity: Identity
let clients: Record<ClientKind, Identity | undefined>
const tallies: Tally[] = []

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issueServer()
  clients = await issueClients(authority)
})

afterAll(async () => {
  if (process.env.AGREEMENT_REPEATS === undefined) return
  const programs = await Promise.all([...servers, tshark].map(versionOf))
  await writeFile(page, describeAgreement(tallies, [`Node ${process.version}`, ...programs]))
})

const cases = servers.flatMap((server) =>
  (['TLSv1.2', 'TLSv1.3'] as const).flatMap((version) =>
    (server.http2 ? [false, true] : [false]).map((http2) => ({ server, name: server.name, version, http2 })),
  ),
)

describe.each(cases)('$name, $version, http2 $http2', ({ server, version, http2 }) => {
  const missing = requireProgram(server.program, tshark.program)
  if (missing !== undefined) console.warn(`Skipped: agreement with ${server.name} (${missing})`)
  const tally = emptyTally(server.name, version, http2)
  tallies.push(tally)

  test.skipIf(missing).each(['require', 'optional', 'none'] as const)(
    'agrees, client certificate: %s',
    { timeout: 60_000 + repeats * 30_000 },
    async (clientCertificate) => {
      const options = { identity, ca: authority.certificate, clientCertificate, version, http2 }
      const disagreements = await disagreementsOf(server, options, tally)
      tally.disagreements += disagreements.length
      expect(disagreements).toEqual([])
    },
  )
})

async function disagreementsOf(server: Server, options: ObservedOptions, tally: Tally): Promise<string[]> {
  const found: { kind: ClientKind; connection: ObservedConnection }[] = []
  {
    await using running = await server.start(options)
    for (const kind of clientKinds) {
      const client = clientFor(clients[kind], options.http2)
      for (let time = 0; time < repeats; time++) found.push({ kind, connection: await connectOnce(client, running) })
      await client.close()
    }
  }
  const readings = await readByTshark(found.map(({ connection }) => connection.captured))
  return found.flatMap(({ kind, connection }, index) => {
    count(connection, tally)
    return [
      ...expectation(kind, connection, options),
      ...serverDisagreements(connection, options),
      ...wireDisagreements(connection.handshake, connection.captured.recording, readings[index]!),
    ].map((line) => `${kind}, connection ${index}: ${line}`)
  })
}

/** What is certain beforehand, so that two sides cannot agree on something wrong. */
function expectation(
  kind: ClientKind,
  { accepted, handshake }: ObservedConnection,
  options: ObservedOptions,
): string[] {
  const { status } = handshake.clientCertificate
  const isAsked = options.clientCertificate !== 'none'
  const expected = !isAsked ? 'not-requested' : kind === 'none' ? 'empty' : 'sent'
  const required = options.clientCertificate === 'require'
  return [
    ...(status === expected ? [] : [`status ${status} instead of ${expected}`]),
    ...((kind === 'good' || !isAsked) && !accepted ? ['refused'] : []),
    ...(required && (kind === 'none' || kind === 'other CA') && accepted ? ['accepted'] : []),
  ]
}

function count({ accepted, handshake }: ObservedConnection, tally: Tally): void {
  tally.connections++
  tally.statuses[handshake.clientCertificate.status]++
  if (!accepted) tally.refused++
}

function clientFor(client: Identity | undefined, http2: boolean): MtlsClient {
  return createClient({
    ca: [authority.certificate],
    http2,
    clientCertificates: client === undefined ? [] : [{ host: '*', port: '*', cert: client.chain, key: client.key }],
  })
}
