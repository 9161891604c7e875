import type { Peer } from '../handshake.ts'
import { internetPacket } from './internet-packet.ts'

/** The frames of one made-up TCP connection to port 443, with sequence numbers that fit (RFC 9293). */
export class TcpConversation {
  readonly #addresses: Record<Peer, string>
  readonly #ports: Record<Peer, number>
  readonly #sequence: Record<Peer, number> = { client: 0, server: 0 }

  constructor(addresses: Record<Peer, string>, clientPort: number) {
    this.#addresses = addresses
    this.#ports = { client: clientPort, server: httpsPort }
  }

  /** The three-way handshake. */
  open(): Uint8Array[] {
    const frames = [this.#frame('client', flag.synchronize), this.#frame('server', flag.synchronize | flag.acknowledge)]
    return [...frames, this.#frame('client', flag.acknowledge)]
  }

  send(from: Peer, bytes: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = []
    for (let offset = 0; offset < bytes.length; offset += segmentLength) {
      const segment = bytes.subarray(offset, offset + segmentLength)
      frames.push(this.#frame(from, flag.acknowledge | flag.push, segment))
    }
    return frames
  }

  close(): Uint8Array[] {
    const finish = flag.finish | flag.acknowledge
    return [this.#frame('client', finish), this.#frame('server', finish), this.#frame('client', flag.acknowledge)]
  }

  #frame(from: Peer, flags: number, bytes: Uint8Array = new Uint8Array(0)): Uint8Array {
    const to = from === 'client' ? 'server' : 'client'
    const header = Buffer.alloc(20)
    header.writeUInt16BE(this.#ports[from], 0)
    header.writeUInt16BE(this.#ports[to], 2)
    header.writeUInt32BE(this.#sequence[from] >>> 0, 4)
    if (flags & flag.acknowledge) header.writeUInt32BE(this.#sequence[to] >>> 0, 8)
    header.writeUInt8(5 << 4, 12) // header of five words
    header.writeUInt8(flags, 13)
    header.writeUInt16BE(0xffff, 14) // window
    // SYN and FIN count as one byte
    this.#sequence[from] += bytes.length + (flags & (flag.synchronize | flag.finish) ? 1 : 0)
    return internetPacket(this.#addresses[from], this.#addresses[to], Buffer.concat([header, bytes]))
  }
}

const httpsPort = 443

/** What fits into an Ethernet frame. */
const segmentLength = 1440

const flag = { finish: 0x01, synchronize: 0x02, push: 0x08, acknowledge: 0x10 }
