import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Peer } from '../../src/tls/handshake.ts'
import { type MessageContext, readHandshakeMessage } from '../../src/tls/messages/handshake-message.ts'
import { handshakeType } from '../../src/tls/registry/handshake-types.ts'
import { protocolVersion } from '../../src/tls/registry/protocol-versions.ts'
import { transcriptEvents } from '../../src/tls/transcript.ts'
import { recordingOf } from './fuzz-round.ts'
import { recordScenarios } from './recorded-scenarios.ts'

const tls13: MessageContext = { version: protocolVersion.tls13, cipherSuite: 0x1301 }

function vector24(bytes: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(bytes.length >> 16, (bytes.length >> 8) & 0xff, bytes.length & 0xff), bytes])
}

describe('a CompressedCertificate', () => {
  const chain = [Uint8Array.from({ length: 700 }, (_, place) => place % 7), Uint8Array.of(1, 2, 3)]
  const entries = chain.map((der) => Buffer.concat([vector24(der), Uint8Array.of(0, 0)]))
  const certificate = Buffer.concat([Uint8Array.of(0), vector24(Buffer.concat(entries))])

  function read(algorithm: number, compressed: Uint8Array, length = certificate.length) {
    const head = Uint8Array.of(0, algorithm, length >> 16, (length >> 8) & 0xff, length & 0xff)
    const body = Buffer.concat([head, vector24(compressed)])
    return readHandshakeMessage('server', handshakeType.compressedCertificate, body, tls13)
  }

  const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Uint8Array) => Uint8Array }
  it.each([
    ['zlib', 1, zlib.deflateSync],
    ['brotli', 2, zlib.brotliCompressSync],
    ...(zstdCompressSync ? [['zstd', 3, zstdCompressSync] as const] : []),
  ] as const)('is read through %s', (_, algorithm, compress) => {
    expect(read(algorithm, compress(certificate))).toMatchObject({ name: 'Certificate', compression: algorithm, chain })
  })

  it('is unreadable when it is not what it says', () => {
    const compressed = zlib.deflateSync(certificate)
    const reason = (message: ReturnType<typeof read>) => message.name === 'Unreadable' && message.reason
    expect(reason(read(9, compressed))).toBe('CompressedCertificate.algorithm: expected zlib, brotli or zstd, got 9')
    expect(reason(read(1, compressed, certificate.length + 1))).toMatch(/expected 718 bytes when decompressed, got 717/)
    expect(reason(read(1, compressed, certificate.length - 1))).toMatch(/got data that do not decompress/)
    expect(reason(read(1, compressed.subarray(0, 5)))).toMatch(/got data that do not decompress/)
    expect(reason(read(1, compressed, 2 ** 24 - 1))).toMatch(/expected at most 1048576, got 16777215/)
  })
})

describe('a handshake message', () => {
  it('by the wrong peer is unreadable', () => {
    expect(readHandshakeMessage('client', handshakeType.certificateRequest, Uint8Array.of(0), tls13)).toMatchObject({
      name: 'Unreadable',
      reason: "CertificateRequest: expected one by the server, got the client's",
    })
  })

  it('of every kind is unreadable when it is cut at any byte, or goes on', async () => {
    const seen = new Set<string>()
    for (const { from, type, body, context } of await realMessages()) {
      const whole = readHandshakeMessage(from, type, body, context)
      expect(whole.name).not.toBe('Unreadable')
      seen.add(whole.name)
      // nothing in these two has a length of its own
      if (whole.name === 'Finished' || whole.name === 'ClientKeyExchange') continue
      const longer = Buffer.concat([body, Uint8Array.of(0)])
      expect(readHandshakeMessage(from, type, longer, context).name).toBe('Unreadable')
      const readable = Array.from({ length: body.length }, (_, length) =>
        readHandshakeMessage(from, type, body.subarray(0, length), context),
      ).filter(({ name }) => name !== 'Unreadable')
      // hellos of TLS 1.2 may end before their extensions (RFC 5246 7.4.1.2)
      const shorter = /Hello(?!Done|Request)/.test(whole.name)
        ? [{ name: expect.stringContaining('Hello'), extensions: [] }]
        : []
      expect(readable).toMatchObject(shorter)
    }
    expect([...seen].sort()).toEqual(
      [
        'Certificate',
        'CertificateRequest',
        'CertificateVerify',
        'ClientHello',
        'ClientKeyExchange',
        'EncryptedExtensions',
        'Finished',
        'HelloRetryRequest',
        'HelloRequest',
        'NewSessionTicket',
        'ServerHello',
        'ServerHelloDone',
        'ServerKeyExchange',
      ].sort(),
    )
  })
})

/** Every message of the recorded scenarios, with what was agreed on when it came. */
async function realMessages() {
  const messages: { from: Peer; type: number; body: Uint8Array; context: MessageContext }[] = []
  for (const { chunks, keyLog } of await recordScenarios()) {
    let context: MessageContext = { version: 0, cipherSuite: 0 }
    for (const event of transcriptEvents(recordingOf(chunks, keyLog))) {
      if (event.kind !== 'message') continue
      const { from, bytes, message } = event
      if (message.name === 'ServerHello') context = message
      messages.push({ from, type: bytes[0] as number, body: bytes.subarray(4), context })
    }
  }
  return messages
}
