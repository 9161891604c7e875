import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireProgram } from '../../fixtures/programs.ts'
import { dissect } from '../../fixtures/tshark.ts'
import { type CapturedConnection, writePcapng } from '../../src/tls/capture-file.ts'
import type { Peer } from '../../src/tls/handshake.ts'
import type { HandshakeMessage } from '../../src/tls/messages/handshake-message.ts'
import type { Recording } from '../../src/tls/recording.ts'
import { handshakeType } from '../../src/tls/registry/handshake-types.ts'
import { decodeTranscript } from '../../src/tls/transcript.ts'
import { recordingOf } from './fuzz-round.ts'
import { recordScenarios } from './recorded-scenarios.ts'

const missing = requireProgram('tshark')

describe.skipIf(missing)(`what tshark reads in a capture file${missing ? ` (${missing})` : ''}`, () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'capture-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function tshark(connections: CapturedConnection[], fields: string[]) {
    const file = join(folder, 'capture.pcapng')
    await writeFile(file, writePcapng(connections), { mode: 0o600 })
    return dissect(file, { fields })
  }

  it('agrees with the transcript on every handshake message and every alert', async () => {
    const scenarios = await recordScenarios()
    const recordings = scenarios.map(({ chunks, keyLog }) => recordingOf(chunks, keyLog))
    const packets = await tshark(
      recordings.map((recording) => ({ recording, serverPort: 8443 })),
      [
        'tcp.stream',
        'tcp.srcport',
        'tls.handshake.type',
        'tls.alert_message.desc',
        'tls.app_data',
        'http.response.code',
      ],
    )
    const theirs = scenarios.map(({ name }, stream) => {
      const own = packets.filter((packet) => packet['tcp.stream']?.[0] === `${stream}`)
      const said = (from: Peer, field: string) =>
        own
          .filter((packet) => (packet['tcp.srcport']?.[0] === '443') === (from === 'server'))
          .flatMap((packet) => (packet[field] ?? []).map(Number))
      return {
        name,
        ...both((from) => ({
          messages: said(from, 'tls.handshake.type'),
          alerts: said(from, 'tls.alert_message.desc'),
        })),
      }
    })
    const ours = scenarios.map(({ name }, index) => ({ name, ...both((from) => spoken(recordings[index]!, from)) }))
    expect(ours).toEqual(theirs)
    expect(ours.flatMap(({ client, server }) => [...client.messages, ...server.messages]).length).toBeGreaterThan(100)
  })

  it('has the addresses, the real port and a comment in it', async () => {
    const [{ chunks, keyLog }] = (await recordScenarios()) as [Awaited<ReturnType<typeof recordScenarios>>[0]]
    const recording = recordingOf(chunks, keyLog)
    const startedAt = new Date('2030-01-02T03:04:05.678Z')
    const packets = await tshark(
      [
        { recording, serverPort: 8443, comment: 'orders', startedAt },
        { recording, serverPort: 9443, clientAddress: '::1', serverAddress: '::ffff:127.0.0.1' },
        { recording, serverPort: 1, clientAddress: '10.1.2.3', serverAddress: '10.4.5.6' },
      ],
      ['frame.comment', 'frame.time_epoch', 'ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst'],
    )
    const first = packets.filter((packet) => packet['frame.comment']?.length)
    expect(first.map((packet) => packet['frame.comment']?.join('\n'))).toEqual([
      expect.stringMatching(/^orders\W.*port 8443/),
      expect.stringContaining('server: ::ffff:127.0.0.1, port 9443'),
      expect.stringContaining('server: 10.4.5.6, port 1'),
    ])
    expect(Number(first[0]?.['frame.time_epoch']?.[0])).toBeCloseTo(startedAt.getTime() / 1000, 3)
    expect(
      first.map((packet) => [packet['ip.src'], packet['ip.dst'], packet['ipv6.src'], packet['ipv6.dst']].flat()),
    ).toEqual([
      ['192.0.2.1', '192.0.2.2'],
      ['::1', '::ffff:127.0.0.1'],
      ['10.1.2.3', '10.4.5.6'],
    ])
  })

  it('ends where the recording has a gap, and says so', async () => {
    const [{ chunks, keyLog }] = (await recordScenarios()) as [Awaited<ReturnType<typeof recordScenarios>>[0]]
    const whole = recordingOf(chunks, keyLog)
    const records = whole.records.filter(({ from, index }) => from === 'server' || index !== 1)
    const packets = await tshark(
      [{ recording: { ...whole, records }, serverPort: 443 }],
      ['tls.handshake.type', 'tls.alert_message.desc', 'frame.comment'],
    )
    expect(packets.flatMap((packet) => packet['tls.handshake.type'])).toEqual(['1', '2', '8', '13', '11', '15', '20'])
    expect(packets.flatMap((packet) => packet['tls.alert_message.desc'])).toEqual([])
    expect(packets.flatMap((packet) => packet['frame.comment'])).toContain(
      "the recording lacks 1 of the client's records from here: what follows is left out",
    )
  })
})

function both<Side>(of: (from: Peer) => Side): Record<Peer, Side> {
  return { client: of('client'), server: of('server') }
}

/** The numbers of what a peer said, as the transcript has them. */
function spoken(recording: Recording, peer: Peer): { messages: number[]; alerts: number[] } {
  const own = decodeTranscript(recording).events.filter(({ from }) => from === peer)
  expect(own.filter(({ kind }) => kind === 'unreadable')).toEqual([])
  return {
    messages: own.flatMap((event) => (event.kind === 'message' ? [numberOf(event.message)] : [])),
    alerts: own.flatMap((event) => (event.kind === 'alert' ? [event.alert.code] : [])),
  }
}

function numberOf({ name }: HandshakeMessage): number {
  if (name === 'HelloRetryRequest') return handshakeType.serverHello
  const key = `${name.charAt(0).toLowerCase()}${name.slice(1)}` as keyof typeof handshakeType
  return handshakeType[key]
}
