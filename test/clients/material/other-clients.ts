import { once } from 'node:events'
import { type Answered, answered, failureOf, type TriedClient, urlOf } from './tried-client.ts'

const everything = { value: true, error: true }
const nothing = { value: false, error: false }

export const otherClients: TriedClient[] = [
  {
    name: 'tls',
    by: 'tls',
    server: 'redis',
    takesCertificates: true,
    tells: everything,
    async call(place, given) {
      const { connect } = await import('node:tls')
      const socket = connect({ ...place, ...given, ...(place.host === 'localhost' && { servername: 'localhost' }) })
      await Promise.race([once(socket, 'secureConnect'), failureOf(socket)])
      socket.write('*1\r\n$4\r\nPING\r\n')
      // A refusal comes after the handshake.
      const [bytes] = await once(socket, 'data')
      return { value: socket, result: String(bytes), end: () => socket.destroy() }
    },
  },
  {
    name: 'ws',
    by: 'ws over https',
    server: 'https',
    takesCertificates: true,
    tells: everything,
    async call(place, given, path) {
      const { WebSocket } = await import('ws')
      const socket = new WebSocket(urlOf(place, path).replace('https', 'wss'), given)
      const message = new Promise<string>((resolve) => socket.once('message', (bytes) => resolve(String(bytes))))
      const body = JSON.parse(await Promise.race([message, failureOf(socket)])) as Answered
      return answered(socket, 101, body, () => socket.close())
    },
  },
  {
    name: '@grpc/grpc-js',
    by: '@grpc/grpc-js over http2',
    server: 'grpc',
    takesCertificates: true,
    tells: nothing,
    async call({ host, port }, { ca, cert, key }) {
      const grpc = await import('@grpc/grpc-js')
      const bytes = (pem: string | undefined) => (pem === undefined ? null : Buffer.from(pem))
      const credentials = grpc.credentials.createSsl(bytes(ca), bytes(key), bytes(cert))
      const client = new grpc.Client(`${host}:${port}`, credentials, { 'grpc.use_local_subchannel_pool': 1 })
      const pass = (value: Buffer) => value
      const answer = new Promise<Buffer>((resolve, reject) =>
        client.makeUnaryRequest('/test.Echo/Subject', pass, pass, Buffer.alloc(0), (error, value) => {
          if (error) reject(error)
          else resolve(value!)
        }),
      )
      try {
        return { value: client, result: 'OK', saw: String(await answer) || null, end: () => client.close() }
      } catch (error) {
        client.close()
        throw error
      }
    },
  },
  {
    name: 'pg, Client',
    by: 'pg over tls',
    server: 'postgres',
    takesCertificates: true,
    tells: everything,
    async call(place, given) {
      const { default: pg } = await import('pg')
      const client = new pg.Client({ ...place, user: 'postgres', database: 'postgres', ssl: { ...given } })
      await client.connect()
      const { rows, rowCount } = await client.query(
        'select client_dn from pg_stat_ssl where pid = pg_backend_pid() and ssl',
      )
      return { value: client, result: rowCount, saw: sawPostgres(rows), end: () => client.end() }
    },
  },
  {
    name: 'pg, Pool',
    by: 'pg over tls',
    server: 'postgres',
    takesCertificates: true,
    tells: { value: true, error: true },
    async call(place, given) {
      const { default: pg } = await import('pg')
      const pool = new pg.Pool({ ...place, user: 'postgres', database: 'postgres', ssl: { ...given }, max: 1 })
      try {
        const { rows, rowCount } = await pool.query(
          'select client_dn from pg_stat_ssl where pid = pg_backend_pid() and ssl',
        )
        return { value: pool, result: rowCount, saw: sawPostgres(rows), end: () => pool.end() }
      } catch (error) {
        await pool.end()
        throw error
      }
    },
  },
  {
    name: 'mysql2',
    by: 'mysql2 over tls',
    server: 'mysql',
    takesCertificates: true,
    tells: everything,
    async call(place, given) {
      const { createConnection } = await import('mysql2/promise')
      const ssl = { ...given, rejectUnauthorized: true, verifyIdentity: place.host === 'localhost' }
      const connection = await createConnection({ ...place, user: 'tls', ssl })
      const result = await connection.ping()
      return { value: connection, result: String(result), end: () => connection.end() }
    },
  },
  {
    name: 'ioredis',
    by: 'ioredis over tls',
    server: 'redis',
    takesCertificates: true,
    tells: { value: true, error: true },
    async call(place, given) {
      const { Redis } = await import('ioredis')
      const redis = new Redis({
        ...place,
        tls: { ...given },
        lazyConnect: true,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
      })
      // Its promise says that it is closed; why, says the event.
      const failure = new Promise<never>((_, reject) => redis.on('error', reject))
      failure.catch(() => {})
      try {
        await redis.connect()
        return { value: redis, result: await redis.ping(), end: () => redis.disconnect() }
      } catch (error) {
        redis.disconnect()
        throw await Promise.race([failure, error]).catch((reason) => reason)
      }
    },
  },
  {
    name: 'mqtt',
    by: 'mqtt over tls',
    server: 'mqtt',
    takesCertificates: true,
    tells: everything,
    async call({ host, port }, given) {
      const { default: mqtt } = await import('mqtt')
      const client = mqtt.connect({ protocol: 'mqtts', host, port, ...given, reconnectPeriod: 0 } as object)
      const failure = failureOf(client)
      try {
        await Promise.race([new Promise((resolve) => client.once('connect', resolve)), failure])
        return { value: client, result: client.connected, end: () => client.endAsync() }
      } catch (error) {
        await client.endAsync(true)
        throw error
      }
    },
  },
  ...(['smtp', 'smtps'] as const).map(
    (server): TriedClient => ({
      name: server === 'smtp' ? 'nodemailer, STARTTLS' : 'nodemailer, TLS at once',
      by: 'nodemailer over tls',
      server,
      takesCertificates: true,
      tells: { value: false, error: true },
      async call(place, given) {
        const { createTransport } = await import('nodemailer')
        const transport = createTransport({ ...place, secure: server === 'smtps', requireTLS: true, tls: given })
        const sent = await transport.sendMail({ from: 'a@localhost', to: 'b@localhost', text: 'a line' })
        return { value: sent, result: { accepted: sent.accepted, response: sent.response } }
      },
    }),
  ),
  {
    name: 'kafkajs',
    by: 'kafkajs over tls',
    server: 'kafka',
    takesCertificates: true,
    tells: nothing,
    async call({ host, port }, given) {
      const { Kafka, logLevel } = (await import('kafkajs')).default
      const kafka = new Kafka({
        brokers: [`${host}:${port}`],
        ssl: Object.keys(given).length === 0 ? true : given,
        logLevel: logLevel.NOTHING,
        connectionTimeout: 60_000,
        retry: { retries: 0 },
      })
      const admin = kafka.admin()
      try {
        await admin.connect()
        return { value: admin, result: 'connected', end: () => admin.disconnect() }
      } catch (error) {
        await admin.disconnect()
        throw error
      }
    },
  },
]

/** PostgreSQL writes `/CN=name`. */
function sawPostgres(rows: { client_dn: string | null }[]): string | null {
  return rows[0]?.client_dn?.replace(/^\//, '') ?? null
}
