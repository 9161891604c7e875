import { describe, expect, it } from 'vitest'
import {
  clientAuthenticationKeyLog,
  clientAuthenticationRecords,
} from '../../fixtures/captures/rfc8448-client-authentication.ts'
import { certificateRequested } from '../../src/tls/certificate-requested.ts'
import { Recorder } from '../../src/tls/recorder.ts'
import type { Recording } from '../../src/tls/recording.ts'
import { decodeTranscript } from '../../src/tls/transcript.ts'
import { readWireHandshake } from './read-wire-handshake.ts'

/** The trace, cut into pieces of `size` bytes. */
function recordingOf(size = Number.POSITIVE_INFINITY, records = clientAuthenticationRecords): Recording {
  const recorder = new Recorder(() => 0)
  for (const line of clientAuthenticationKeyLog) recorder.keyLog(line)
  for (const { from, bytes } of records) {
    for (let offset = 0; offset < bytes.length; offset += size) {
      recorder.push(from, bytes.subarray(offset, offset + size))
    }
  }
  return recorder.recording
}

function allBytes(): Uint8Array {
  return Buffer.concat(clientAuthenticationRecords.map(({ bytes }) => bytes))
}

/** The records up to a byte. */
function beginning(length: number): typeof clientAuthenticationRecords {
  let left = length
  return clientAuthenticationRecords.map(({ from, bytes }) => {
    const cut = bytes.subarray(0, left)
    left -= cut.length
    return { from, bytes: cut }
  })
}

const schemes = [
  'ecdsa_secp256r1_sha256',
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
  'ecdsa_sha1',
  'rsa_pss_rsae_sha256',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
  'rsa_pkcs1_sha1',
  'dsa_sha256',
  'dsa_sha384',
  'dsa_sha512',
  'dsa_sha1',
]

describe('the client authentication trace of RFC 8448 section 6', () => {
  it('decodes to the handshake that the RFC describes', () => {
    expect(readWireHandshake(recordingOf())).toEqual({
      servername: 'server',
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      group: 'x25519',
      resumed: false,
      clientCertificate: {
        status: 'sent',
        during: 'handshake',
        request: { authorities: [], signatureAlgorithms: schemes },
        chain: [
          expect.objectContaining({
            subject: 'CN=client',
            issuer: 'CN=client',
            serialNumber: '01',
            publicKey: 'RSA 1024',
            signatureAlgorithm: 'sha256WithRSAEncryption',
            validFrom: '2016-07-30T01:23:59.000Z',
            validTo: '2026-07-30T01:23:59.000Z',
            isCA: false,
          }),
        ],
        proven: true,
      },
      serverCertificate: {
        chain: [
          expect.objectContaining({
            subject: 'CN=ecdsa256',
            serialNumber: '07',
            publicKey: 'EC P-256',
            signatureAlgorithm: 'ecdsa-with-SHA256',
          }),
        ],
      },
      alerts: [
        { from: 'client', level: 'warning', code: 0, description: 'close_notify' },
        { from: 'server', level: 'warning', code: 0, description: 'close_notify' },
      ],
      capture: { complete: true },
    })
  })

  it('gives every message in its order', () => {
    const messages = decodeTranscript(recordingOf()).events.flatMap((event) =>
      event.kind === 'message' ? [`${event.from} ${event.message.name}`] : [],
    )
    expect(messages).toEqual([
      'client ClientHello',
      'server ServerHello',
      'server EncryptedExtensions',
      'server CertificateRequest',
      'server Certificate',
      'server CertificateVerify',
      'server Finished',
      'client Certificate',
      'client CertificateVerify',
      'client Finished',
    ])
  })

  it('finds that both Finished messages cover what was read', () => {
    const finished = decodeTranscript(recordingOf()).events.flatMap((event) =>
      event.kind === 'message' && event.message.name === 'Finished' ? [event.message] : [],
    )
    expect(finished.map(({ verified }) => verified)).toEqual([true, true])
    expect(Buffer.from(finished[1]!.verifyData).toString('hex')).toBe(
      '9afe2ba2f63a09d229d8a429e5b37ffd9fcc73bdb5911b82425972aa2892440f',
    )
  })

  it.each([1, 2, 3, 7, 61])('decodes the same when it comes in pieces of %i bytes', (size) => {
    expect(recordingOf(size)).toEqual(recordingOf())
    expect(readWireHandshake(recordingOf(size))).toEqual(readWireHandshake(recordingOf()))
  })

  it('tells that the server asks as soon as the server has spoken', () => {
    expect(certificateRequested(recordingOf(9999, clientAuthenticationRecords.slice(0, 2)))).toBeUndefined()
    expect(certificateRequested(recordingOf(9999, clientAuthenticationRecords.slice(0, 3)))).toBe(true)
  })

  it('is unknown, not empty and not absent, until the client has answered', () => {
    const handshake = readWireHandshake(recordingOf(9999, clientAuthenticationRecords.slice(0, 3)))
    expect(handshake.clientCertificate).toMatchObject({
      status: 'unknown',
      during: 'handshake',
      request: { authorities: [], signatureAlgorithms: schemes },
      chain: [],
      proven: false,
    })
    expect(handshake.capture).toEqual({
      complete: false,
      reason: 'the server asked for a client certificate, and the record ends before the client answered',
    })
  })

  it('is unknown, or what it is, when it ends at any byte', () => {
    const statuses = Array.from(allBytes(), (_, length) => {
      const { clientCertificate, capture } = readWireHandshake(recordingOf(Number.POSITIVE_INFINITY, beginning(length)))
      expect(capture.reason === undefined).toBe(capture.complete)
      return clientCertificate.status
    })
    const answered = clientAuthenticationRecords.slice(0, 4).reduce((sum, { bytes }) => sum + bytes.length, 0)
    expect(statuses).toEqual(statuses.map((_, length) => (length < answered ? 'unknown' : 'sent')))
  })

  it('is unknown without the secrets, and says which is missing', () => {
    const handshake = readWireHandshake({ ...recordingOf(), keyLog: [] })
    expect(handshake.clientCertificate.status).toBe('unknown')
    expect(handshake.capture.reason).toBe(
      "record 1 of the server could not be read: record: expected SERVER_HANDSHAKE_TRAFFIC_SECRET in the connection's key log, got none",
    )
  })
})
