import { isIP } from 'node:net'
import {
  decryptionSecretsBlock,
  enhancedPacketBlock,
  interfaceBlock,
  sectionHeaderBlock,
} from './capture/pcapng-blocks.ts'
import { TcpConversation } from './capture/tcp-conversation.ts'
import type { Recording } from './recording.ts'

/** One connection of a capture file. */
export interface CapturedConnection {
  recording: Recording
  /** When the first byte passed; default: the epoch. */
  startedAt?: Date
  /** IPv4 or IPv6; default: addresses for documentation. */
  clientAddress?: string
  serverAddress?: string
  /** The real one. The file says 443, so that Wireshark takes the bytes for TLS, and names the real one in a comment. */
  serverPort: number
  /** Appears with the connection's first packet. */
  comment?: string
}

/**
 * A pcapng file that Wireshark and tshark open decrypted, without settings: the recorded bytes in made-up Ethernet, IP and TCP
 * headers, and the secrets of the key log. Holds secrets: whoever reads the file reads the traffic. A connection ends in the
 * file where the recording has its first gap, because nothing after it could be decrypted; a comment says so.
 */
export function writePcapng(connections: readonly CapturedConnection[]): Uint8Array {
  const keyLog = connections.flatMap(({ recording }) => recording.keyLog)
  return Buffer.concat([
    sectionHeaderBlock(),
    interfaceBlock(),
    decryptionSecretsBlock(keyLog),
    ...connections.flatMap(connectionBlocks),
  ])
}

/** The first of the ports that are nobody's (RFC 6335 section 6): one for each connection. */
const firstClientPort = 49_152
const clientPorts = 65_536 - firstClientPort

function connectionBlocks(connection: CapturedConnection, place: number): Uint8Array[] {
  const { recording, startedAt = new Date(0), clientAddress, serverAddress } = connection
  const conversation = new TcpConversation(
    addresses(clientAddress, serverAddress),
    firstClientPort + (place % clientPorts),
  )
  const time = (at: number) => startedAt.getTime() + at
  const begin = conversation.open()
  const blocks = begin.map((frame, index) =>
    enhancedPacketBlock(frame, time(0), index === 0 ? describe(connection) : undefined),
  )
  const next = { client: 0, server: 0 }
  for (const { from, index, bytes, at } of recording.records) {
    if (index !== next[from]) {
      const gap = `the recording lacks ${index - next[from]} of the ${from}'s records from here: what follows is left out`
      blocks.push(...closing(conversation, time(at), gap))
      return blocks
    }
    next[from]++
    for (const frame of conversation.send(from, bytes)) blocks.push(enhancedPacketBlock(frame, time(at)))
  }
  return [...blocks, ...closing(conversation, time(recording.records.at(-1)?.at ?? 0))]
}

function closing(conversation: TcpConversation, time: number, comment?: string): Uint8Array[] {
  return conversation.close().map((frame, index) => enhancedPacketBlock(frame, time, index === 0 ? comment : undefined))
}

function describe({ serverPort, serverAddress, comment }: CapturedConnection): string {
  const where = `server: ${serverAddress ?? 'unknown address'}, port ${serverPort}; TCP and IP headers are made up`
  return comment === undefined ? where : `${comment}\n${where}`
}

/** Both of one family, or none: RFC 5737 has addresses for examples. */
function addresses(client: string | undefined, server: string | undefined): { client: string; server: string } {
  if (client !== undefined && server !== undefined && isIP(client) !== 0 && isIP(client) === isIP(server)) {
    return { client, server }
  }
  return { client: '192.0.2.1', server: '192.0.2.2' }
}
