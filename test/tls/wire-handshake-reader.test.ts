import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { createAuthority } from '../../fixtures/authority.ts'
import {
  clientAuthenticationKeyLog,
  clientAuthenticationRecords,
} from '../../fixtures/captures/rfc8448-client-authentication.ts'
import type { MtlsServerOptions } from '../../fixtures/mtls-server.ts'
import { rounds } from '../../fixtures/rounds.ts'
import { Recorder } from '../../src/tls/recorder.ts'
import { contentType } from '../../src/tls/registry/content-types.ts'
import { handshakeType } from '../../src/tls/registry/handshake-types.ts'
import { WireHandshakeReader } from '../../src/tls/wire-handshake-reader.ts'
import { lookOften } from './looks.ts'
import { type Chunks, mutate, seededRandom } from './mutations.ts'
import { recordScenarios, type Scenario, scenarioPlace } from './recorded-scenarios.ts'
import { handshakeMessage, SealedRecords } from './sealed-records.ts'

/** Answers with many small records. */
const chatting: Pick<MtlsServerOptions, 'handler'> = {
  handler: async (_, response) => {
    for (let count = 0; count < 60; count++) {
      response.write(`${count}`)
      await nextTurn()
    }
    response.end('done')
  },
}

let scenarios: Scenario[]

beforeAll(async () => {
  const place = await scenarioPlace(await createAuthority())
  const { client } = place
  const chat = { clientCertificate: 'optional', ...chatting } as const
  const oldest = { minVersion: 'TLSv1', maxVersion: 'TLSv1' } as const
  const weak = { ciphers: 'DEFAULT@SECLEVEL=0' }
  scenarios = [
    ...(await recordScenarios()),
    await place.record('TLS 1.3, many small records', 'sent', chat, client),
    await place.record('TLS 1.2, many small records', 'sent', { ...chat, maxVersion: 'TLSv1.2' }, client),
    // each record needs the one before it
    await place.record(
      'TLS 1.0, many small records',
      'sent',
      { ...chat, ...oldest, tls: weak },
      { ...client, ...oldest, ...weak },
    ),
  ]
}, 60_000)

/** How a busy connection goes on after the handshake of RFC 8448 section 6, more than a ring holds. */
function goingOn(random: () => number, count: number): Chunks {
  const secrets = {
    client: '73c2e890fa8d067258d6d50fa92fe456b098cf00d9727eed91e8892ef4e6f860',
    server: 'c49a91faf57f8c545d5048a015bf849ff63942e4a7edcd319f8b438a97c52e21',
  }
  const sealed = { client: new SealedRecords(secrets.client), server: new SealedRecords(secrets.server) }
  const { keyUpdate, newSessionTicket, certificateRequest } = handshakeType
  const ticket = handshakeMessage(newSessionTicket, Buffer.from('00001c200000000001000003aabbcc0000', 'hex'))
  const request = handshakeMessage(certificateRequest, Buffer.from('0201020008000d000400020403', 'hex'))
  return Array.from({ length: count }, () => {
    const from = random() < 0.5 ? 'client' : 'server'
    const say = (type: number, content: Uint8Array) => ({ from, bytes: sealed[from].seal(type, content) }) as const
    const kind = random()
    if (kind < 0.02) {
      const bytes = sealed[from].seal(contentType.handshake, handshakeMessage(keyUpdate, Uint8Array.of(0)))
      sealed[from].update()
      return { from, bytes }
    }
    if (kind < 0.04) return say(contentType.handshake, ticket)
    if (kind < 0.05) return say(contentType.handshake, ticket.subarray(0, 7))
    if (kind < 0.06) return say(contentType.handshake, ticket.subarray(7))
    if (kind < 0.07) return say(contentType.handshake, request)
    if (kind < 0.09) return say(contentType.alert, Uint8Array.of(1, 90))
    if (kind < 0.095) return say(contentType.alert, Uint8Array.of(1, 2, 3))
    if (kind < 0.2) return say(contentType.applicationData, new Uint8Array(5000))
    return say(contentType.applicationData, new Uint8Array(Math.floor(random() * 60)))
  })
}

const handshakeRecords = clientAuthenticationRecords.slice(0, -2)

describe('a look at a connection that goes on', () => {
  it('says what a reader of the whole says, in every cut', { timeout: 60_000 }, () => {
    const random = seededRandom(1)
    for (const { chunks, keyLog } of scenarios) {
      for (const longest of rounds([40, 1000], [1000])) {
        for (const handshake of rounds([0.2, 0.6, 0.8, 1], [0.6, 1]))
          lookOften(chunks, keyLog, random, { often: 0.3, longest, handshake })
      }
    }
  })

  it('says it of damaged connections too', { timeout: 60_000 }, () => {
    for (let input = 0; input < rounds(800, 30); input++) {
      const random = seededRandom(input)
      const { chunks, keyLog } = scenarios[input % scenarios.length] as Scenario
      lookOften(mutate(chunks, random), keyLog, random, { often: 0.2, handshake: random() })
    }
  })

  it('says it however much passes, with key updates, tickets and alerts in between', { timeout: 60_000 }, () => {
    const counts: number[] = []
    for (let input = 0; input < rounds(60, 4); input++) {
      const random = seededRandom(input)
      const chunks = [...handshakeRecords, ...goingOn(random, 200)]
      const handshake = handshakeRecords.length / chunks.length
      counts.push(lookOften(chunks, clientAuthenticationKeyLog, random, { often: 0.3 * random(), handshake }).length)
    }
    expect(Math.max(...counts)).toBeGreaterThan(10)
  })

  it('gives the same object while application data passes', () => {
    const recorder = new Recorder(() => 0)
    for (const line of clientAuthenticationKeyLog) recorder.keyLog(line)
    for (const { from, bytes } of handshakeRecords) recorder.push(from, bytes)
    recorder.handshakeDone()
    const reader = new WireHandshakeReader(recorder)
    const handshake = reader.read()
    expect(handshake).toMatchObject({ clientCertificate: { status: 'sent' }, capture: { complete: true } })
    const sealed = new SealedRecords('c49a91faf57f8c545d5048a015bf849ff63942e4a7edcd319f8b438a97c52e21')
    for (let count = 0; count < 100; count++) {
      recorder.push('server', sealed.seal(contentType.applicationData, new Uint8Array(30)))
      expect(reader.read()).toBe(handshake)
    }
    // what is known is kept when nothing more is expected, and goes on when more comes
    reader.end()
    expect(reader.read()).toBe(handshake)
    recorder.push('server', sealed.seal(contentType.alert, Uint8Array.of(1, 0)))
    expect(reader.read().alerts).toMatchObject([{ from: 'server', description: 'close_notify' }])
    expect(handshake.alerts).toEqual([])
  })
})
