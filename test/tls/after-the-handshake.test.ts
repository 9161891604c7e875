import { describe, expect, it } from 'vitest'
import {
  clientAuthenticationKeyLog,
  clientAuthenticationRecords,
} from '../../fixtures/captures/rfc8448-client-authentication.ts'
import type { Peer } from '../../src/tls/handshake.ts'
import { Recorder } from '../../src/tls/recorder.ts'
import { contentType } from '../../src/tls/registry/content-types.ts'
import { handshakeType } from '../../src/tls/registry/handshake-types.ts'
import { decodeTranscript } from '../../src/tls/transcript.ts'
import { readWireHandshake } from './read-wire-handshake.ts'
import { handshakeMessage, SealedRecords } from './sealed-records.ts'

const secrets: Record<Peer, string> = {
  client: '73c2e890fa8d067258d6d50fa92fe456b098cf00d9727eed91e8892ef4e6f860',
  server: 'c49a91faf57f8c545d5048a015bf849ff63942e4a7edcd319f8b438a97c52e21',
}

/** The handshake of RFC 8448 section 6, and a connection that goes on from there. */
function connection() {
  const recorder = new Recorder(() => 0)
  for (const line of clientAuthenticationKeyLog) recorder.keyLog(line)
  for (const { from, bytes } of clientAuthenticationRecords.slice(0, -2)) recorder.push(from, bytes)
  recorder.handshakeDone()
  const sealed = { client: new SealedRecords(secrets.client), server: new SealedRecords(secrets.server) }
  return {
    sealed,
    say: (from: Peer, type: number, content: Uint8Array | string) =>
      recorder.push(from, sealed[from].seal(type, content)),
    handshake: () => readWireHandshake(recorder.recording),
    events: () => decodeTranscript(recorder.recording).events,
  }
}

const { alert, applicationData, handshake } = contentType
const unknownAuthority = '0230'
const keyUpdate = handshakeMessage(handshakeType.keyUpdate, Uint8Array.of(0))

describe('after a TLS 1.3 handshake', () => {
  it('reads an alert that refuses the client', () => {
    const { say, handshake } = connection()
    say('server', alert, unknownAuthority)
    expect(handshake()).toMatchObject({
      clientCertificate: { status: 'sent' },
      alerts: [{ from: 'server', level: 'fatal', code: 48, description: 'unknown_ca' }],
      capture: { complete: true },
    })
  })

  it('reads an alert behind application data that was not kept', () => {
    const { say, handshake, events } = connection()
    for (let count = 0; count < 50; count++) say('server', applicationData, new Uint8Array(5000))
    say('server', alert, unknownAuthority)
    expect(handshake().alerts.map(({ code }) => code)).toEqual([48])
    expect(handshake().capture).toEqual({ complete: true })
    expect(events()).toContainEqual({ from: 'server', at: 0, kind: 'not-kept', records: 50 })
  })

  it('follows a key update of each peer', () => {
    const { say, sealed, handshake } = connection()
    for (const peer of ['client', 'server'] as const) {
      for (let updates = 0; updates < 3; updates++) {
        say(peer, applicationData, new Uint8Array(7000))
        say(peer, contentType.handshake, keyUpdate)
        sealed[peer].update()
      }
      say(peer, alert, unknownAuthority)
    }
    expect(handshake().alerts.map(({ from, code }) => `${from} ${code}`)).toEqual(['client 48', 'server 48'])
    expect(handshake().capture).toEqual({ complete: true })
  })

  it('says so when a key update went unrecorded, and keeps what it knows', () => {
    const { say, sealed, handshake } = connection()
    sealed.server.seal(contentType.handshake, keyUpdate)
    sealed.server.update()
    say('server', alert, unknownAuthority)
    expect(handshake()).toMatchObject({
      clientCertificate: { status: 'sent', proven: true },
      alerts: [],
      capture: { complete: false, reason: expect.stringMatching(/^record 2 of the server could not be read/) },
    })
  })

  it('reads a message in several records, and several in one', () => {
    const { say, events } = connection()
    const ticket = handshakeMessage(
      handshakeType.newSessionTicket,
      Buffer.from('00001c200000000001000003aabbcc0000', 'hex'),
    )
    const both = Buffer.concat([ticket, ticket])
    say('server', handshake, both.subarray(0, 3))
    say('server', handshake, both.subarray(3, 30))
    say('server', handshake, both.subarray(30))
    const tickets = events().flatMap((event) => (event.kind === 'message' ? [event.message] : []))
    expect(tickets.slice(-2)).toEqual(
      Array(2).fill({ name: 'NewSessionTicket', lifetime: 7200, ticket: Uint8Array.of(0xaa, 0xbb, 0xcc) }),
    )
  })

  it('does not read a message that another content interrupts', () => {
    const { say, events } = connection()
    say('server', handshake, keyUpdate.subarray(0, 3))
    say('server', applicationData, new Uint8Array(10))
    expect(events().at(-1)).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('expected the rest of a handshake message, got content type 23'),
    })
  })

  it('shows a message of an unknown type as a number, and keeps what it knows', () => {
    const { say, events, handshake } = connection()
    say('server', contentType.handshake, handshakeMessage(99, Uint8Array.of(1, 2)))
    expect(events().at(-1)).toMatchObject({ kind: 'message', message: { name: 'Unreadable', type: 99 } })
    expect(handshake()).toMatchObject({
      clientCertificate: { status: 'sent', proven: true },
      capture: { complete: false, reason: expect.stringContaining('expected a known type, got 99') },
    })
  })

  it('recognises a request of post-handshake authentication and its answer', () => {
    const { say, handshake } = connection()
    const schemes = '000d000400020403'
    const request = Buffer.from(`0201020008${schemes}`, 'hex')
    say('server', contentType.handshake, handshakeMessage(handshakeType.certificateRequest, request))
    expect(handshake().clientCertificate).toMatchObject({ status: 'sent', during: 'handshake' })
    say(
      'client',
      contentType.handshake,
      handshakeMessage(handshakeType.certificate, Buffer.from('020102000000', 'hex')),
    )
    expect(handshake().clientCertificate).toMatchObject({
      status: 'empty',
      during: 'post-handshake',
      request: { signatureAlgorithms: ['ecdsa_secp256r1_sha256'], authorities: [] },
      chain: [],
    })
  })
})
