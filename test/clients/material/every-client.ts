import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type * as MtlsRequest from '../../../src/request/index.ts'
import type { Handshake } from '../../../src/tls/handshake.ts'
import type { Called, Given, Place, ServerKind, TriedClient } from './tried-client.ts'
import { triedClients } from './tried-clients.ts'

/** `off`: what is compared with. */
export type Mode = 'off' | 'record' | 'equip'

/** What a call has come to, as it travels to whoever compares. */
export interface Tried {
  result: unknown
  saw: string | null | undefined
  /** By which values the connection was found. */
  found?: string
}

interface Lab {
  places: Record<ServerKind | 'asking' | 'untrusted', Place>
  given: Required<Given>
}

declare module 'vitest' {
  interface TaskMeta {
    tried?: Tried
  }
}

type Mtls = Pick<typeof MtlsRequest, 'handshakeOf' | 'handshakes'>

/** Tests of every client, in a test file of a project beside the lab. */
export function tryEveryClient(mode: Mode, mtls: Mtls): void {
  const lab = JSON.parse(readFileSync(process.env.CLIENTS_LAB!, 'utf8')) as Lab
  const version = Number(process.versions.node.split('.', 1))
  for (const client of triedClients) {
    // Who cannot give a certificate is tried with a server that only asks for one.
    const canGive = client.takesCertificates || mode === 'equip'
    const place = lab.places[canGive ? client.server : 'asking']
    const isPossible = version >= (client.node ?? 0) && place !== undefined
    test.skipIf(!isPossible)(client.name, async ({ task }) => {
      const called = await client.call(place, mode === 'equip' ? {} : lab.given)
      try {
        task.meta.tried = { result: called.result, saw: called.saw }
        if (mode !== 'off') inspect(client, called, mode, mtls, place)
        if (mode !== 'off') task.meta.tried.found = client.tells.value ? 'value' : 'handshakes()'
      } finally {
        await called.end?.()
      }
    })
    if (mode === 'off') continue
    test.skipIf(!isPossible)(`${client.name}: refused`, async () => {
      // Equipped with certificates alone, one that gives none itself gets none here: this server's port is not in the config.
      if (mode === 'record' && !client.waitsWhenRefused)
        await inspectRefusal(client, mtls, lab.places[client.server], { ca: lab.given.ca })
      await inspectUntrusted(client, mtls, lab.places.untrusted)
    })
    const isOfHttp = client.server === 'https' || client.server === 'http2'
    test.skipIf(!isPossible || !isOfHttp || /ws|Apollo/.test(client.name))(`${client.name}: answered 403`, async () => {
      const called = await client.call(lab.places.asking, mode === 'equip' ? {} : { ca: lab.given.ca }, '/refused')
      await called.end?.()
      const subject = client.tells.value ? called.value : last(mtls, lab.places.asking)
      expect(subject).toHaveRejectedClientCert({ via: 'http', status: 403 })
      expect(() => expect(subject).toHaveRejectedClientCert()).toThrow('403')
    })
  }
}

function inspect({ tells, by, takesCertificates }: TriedClient, called: Called, mode: Mode, mtls: Mtls, place: Place) {
  const { value } = called
  const all = mtls.handshakes({ port: place.port })
  expect(all).toHaveLength(1)
  const [handshake] = all as [Handshake]
  expect(handshake.capture).toEqual({ complete: true })
  expect(mtls.handshakes({ client: by.split(' over ', 1)[0]! })).toEqual([handshake])
  if (mode === 'record' && !takesCertificates) {
    // Node's fetch has one pool for all.
    expect(handshake.clientCertificate.status).toMatch(/^(empty|resumed)$/)
    return
  }
  const configured = mode === 'equip' ? { name: 'tester' } : { source: 'the caller' }
  expect(handshake.clientCertificate).toMatchObject({
    status: 'sent',
    proven: true,
    configured: { ...configured, subject: 'CN=tester' },
  })
  expect(handshake).toHaveSentClientCert({ subject: 'CN=tester' })
  if (tells.value) {
    expect(mtls.handshakeOf(value)).toBe(handshake)
    expect(value).toHaveSentClientCert(mode === 'equip' ? 'tester' : 'CN=tester')
    expect(value).toHaveTlsVersion({ atLeast: 'TLSv1.2' })
    expect({ response: value }).toHaveSentClientCert()
    expect(() => expect(value).not.toHaveSentClientCert()).toThrow('CN=tester')
  } else {
    expect(() => expect(value).toHaveSentClientCert()).toThrow('handshakes({ client:')
    expect(() => expect(value).not.toHaveSentClientCert()).toThrow('handshakes({ client:')
  }
}

/** The server wants a certificate, and gets none. */
async function inspectRefusal(client: TriedClient, mtls: Mtls, place: Place, given: Given): Promise<void> {
  const error = await failureOf(client.call(place, given))
  const isOfDatabase = client.server === 'postgres' || client.server === 'mysql'
  const subject = client.tells.error && !isOfDatabase ? error : last(mtls, place)
  expect(subject).toHaveRequestedClientCert()
  expect(subject).not.toHaveSentClientCert()
  // What these databases say is said in their own protocol.
  if (isOfDatabase) {
    expect(() => expect(error).not.toHaveSentClientCert()).toThrow('handshakes({ client:')
    return
  }
  // Who writes before he hears of the refusal may lose it to the reset that follows: not known, but never "no".
  const mayLoseIt = ['redis', 'mqtt', 'kafka'].includes(client.server)
  expect(() => expect(subject).not.toHaveRejectedClientCert()).toThrow()
  if (mayLoseIt) return
  expect(subject).toHaveRejectedClientCert()
  if (client.tells.error) expect(Object.assign(new Error('outer'), { cause: error })).toHaveRejectedClientCert()
}

async function inspectUntrusted(client: TriedClient, mtls: Mtls, place: Place): Promise<void> {
  // Of another protocol: it ends before that is seen.
  if (!['https', 'http2', 'grpc', 'redis', 'mqtt', 'kafka', 'smtps'].includes(client.server)) return
  const error = await failureOf(client.call(place, {}))
  const subject = client.tells.error ? error : last(mtls, place)
  expect(subject).toHaveCertError('self-signed')
}

function last(mtls: Mtls, { port }: Place): Handshake {
  const handshake = mtls.handshakes({ port }).at(-1)
  if (handshake === undefined) throw new Error(`No connection to port ${port} is known.`)
  return handshake
}

async function failureOf(call: Promise<Called>): Promise<unknown> {
  let called: Called
  try {
    called = await call
  } catch (error) {
    return error
  }
  await called.end?.()
  throw new Error('The call succeeded.')
}
