import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import { createExampleProject } from '../../fixtures/example-project.ts'
import { requireProgram } from '../../fixtures/programs.ts'
import { startAnsweringServer } from '../../fixtures/services/answering-server.ts'
import { startGrpcService } from '../../fixtures/services/grpc.ts'
import { startKafkaService } from '../../fixtures/services/kafka.ts'
import { startMqttService } from '../../fixtures/services/mqtt.ts'
import { startMysqlService } from '../../fixtures/services/mysql.ts'
import { startRealPostgres } from '../../fixtures/services/real-postgres.ts'
import { startRedisService } from '../../fixtures/services/redis.ts'
import type { SeenClient, Service } from '../../fixtures/services/service.ts'
import { startSmtpService, startSmtpsService } from '../../fixtures/services/smtp.ts'
import { runVitest } from '../../fixtures/vitest-run.ts'
import { addressOf, type MixedIdentities, type ToldConnection } from './material/mixed-identities.ts'
import { triedClients } from './material/tried-clients.ts'

/** `MIXED_CONNECTIONS=200` takes a few minutes. */
const connections = Number(process.env.MIXED_CONNECTIONS ?? 40)
const names = ['alice', 'bob', 'carol', 'dave', undefined]

/** Who goes to address `n`; undefined: nobody with a certificate. */
const identityAt = (n: number) => names[n % names.length]

/** These let nobody in without one. */
const wantsCertificate = new Set(['grpc', 'postgres'])

test(`what ${connections} connections of each client say is what the servers saw, side by side`, {
  timeout: 1_200_000,
}, async () => {
  const addresses = Array.from({ length: connections }, (_, n) => addressOf(n))
  const authority = await createAuthority()
  const identity = await authority.issueServer({ hosts: ['localhost', ...addresses] })
  const ca = authority.certificate
  const keys = { cert: identity.chain, key: identity.key }
  const asks = { tls: { ...keys, ca, requestCert: true, rejectUnauthorized: false }, address: '0.0.0.0' }
  const services: Record<string, { port: number; seen?: SeenClient[] } & AsyncDisposable> = {
    https: await startAnsweringServer(asks),
    http2: await startAnsweringServer({ ...asks, http2: true }),
    grpc: await startGrpcService({ ca, ...keys, requireCertificate: true, address: '0.0.0.0' }),
    mysql: await startMysqlService(asks),
    redis: await startRedisService(asks),
    mqtt: await startMqttService(asks),
    smtp: await startSmtpService(asks),
    smtps: await startSmtpsService(asks),
    kafka: await startKafkaService(asks),
    ...(!requireProgram('postgres') && { postgres: await startRealPostgres({ identity, ca, address: '0.0.0.0' }) }),
  }
  await using project = await createExampleProject()
  const certificates = await Promise.all(
    names
      .filter((name) => name !== undefined)
      .map(async (name) => {
        const { chain, key } = await authority.issueClient({ subject: `CN=${name}` })
        await writeFile(join(project.folder, `${name}.crt`), chain)
        await writeFile(join(project.folder, `${name}.key`), key, { mode: 0o600 })
        return name
      }),
  )
  expect(certificates).toHaveLength(4)
  const entries = (kind: string, port: number) =>
    addresses.flatMap((host, n) => {
      const name = wantsCertificate.has(kind) ? (identityAt(n) ?? 'alice') : identityAt(n)
      return name === undefined ? [] : [{ host, port, cert: `${name}.crt`, key: `${name}.key` }]
    })
  const config = {
    ca: ['ca.pem'],
    clientCertificates: Object.entries(services).flatMap(([kind, { port }]) => entries(kind, port)),
  }
  const ports = Object.fromEntries(Object.entries(services).map(([kind, { port }]) => [kind, port]))
  await writeFile(join(project.folder, 'mixed.json'), JSON.stringify({ connections, ports } satisfies MixedIdentities))
  await project.write({
    'ca.pem': ca,
    'mtls.config.json': JSON.stringify(config),
    'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import mtls from 'vitest-mtls'

export default defineConfig({
  plugins: [mtls({ clients: 'equip', transcript: 'never' })],
  test: { maxConcurrency: 50, testTimeout: 120_000, pool: 'forks' },
})
`,
    'mixed.test.ts': `import { handshakeOf, handshakes, originalHandshakeOf } from 'vitest-mtls/request'
import { makeMixedConnections } from ${JSON.stringify(join(import.meta.dirname, 'material/mixed-identities.ts'))}

makeMixedConnections({ handshakeOf, handshakes, originalHandshakeOf })
`,
  })
  const env = { MIXED: join(project.folder, 'mixed.json'), GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: '' }
  const { report, stderr } = await runVitest(project.folder, { env })
  const results = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? []
  const failures = results.flatMap(({ title, failureMessages }) =>
    failureMessages.map((message) => `${title}: ${message.slice(0, 500)}`),
  )
  expect(failures.slice(0, 5), stderr.slice(0, 2000)).toEqual([])

  const told = results.flatMap(({ meta }) => (meta as { told?: ToldConnection }).told ?? [])
  const version = Number(process.versions.node.split('.', 1))
  const tried = triedClients.filter(({ server, node = 0 }) => ports[server] !== undefined && version >= node)
  expect(told).toHaveLength(tried.length * connections)
  // Where the protocol has a way to ask, the server has answered on the very connection.
  const answered = told.filter(({ saw }) => saw !== undefined)
  expect(answered.filter(({ saw, subject }) => saw !== subject)).toEqual([])
  // The others by the address that only this connection of this client went to.
  const kinds = Object.keys(ports)
  for (const kind of kinds) {
    const { seen } = services[kind] as Partial<Service>
    if (seen === undefined) continue
    const clients = new Set(tried.filter(({ server }) => server === kind).map(({ name }) => name))
    // Clients of Node's fetch share connections: who came to an address counts, not how often.
    const fromClients = new Set(told.filter(({ client }) => clients.has(client)).map(byAddress))
    expect([kind, fromClients.size]).toEqual([kind, connections])
    expect([kind, fromClients]).toEqual([kind, new Set(seen.map(byAddress))])
  }
  await Promise.all(Object.values(services).map((service) => service[Symbol.asyncDispose]()))
})

function byAddress({ address, subject }: { address: string; subject: string | null }): string {
  return `${address} ${subject}`
}
