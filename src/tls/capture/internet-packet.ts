import { isIPv6 } from 'node:net'

const tcp = 6
const hopLimit = 64

/** An Ethernet frame that carries a TCP segment over IPv4 (RFC 791) or IPv6 (RFC 8200); its checksums are filled in. */
export function internetPacket(source: string, destination: string, segment: Buffer): Uint8Array {
  const version6 = isIPv6(source)
  const addresses = Buffer.from([source, destination].flatMap(version6 ? ipv6Bytes : ipv4Bytes))
  segment.writeUInt16BE(checksum(Buffer.concat([addresses, pseudoHeader(segment.length), segment])), 16)
  const header = version6 ? ipv6Header(addresses, segment.length) : ipv4Header(addresses, segment.length)
  return Buffer.concat([ethernetHeader(version6), header, segment])
}

/** Locally administered addresses, and the protocol inside. */
function ethernetHeader(version6: boolean): Buffer {
  return Buffer.from(`020000000002020000000001${version6 ? '86dd' : '0800'}`, 'hex')
}

function ipv4Header(addresses: Buffer, length: number): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt8(0x45, 0) // version 4, five words
  header.writeUInt16BE(header.length + length, 2)
  header.writeUInt16BE(0x4000, 6) // do not fragment
  header.writeUInt8(hopLimit, 8)
  header.writeUInt8(tcp, 9)
  header.set(addresses, 12)
  header.writeUInt16BE(checksum(header), 10)
  return header
}

function ipv6Header(addresses: Buffer, length: number): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt8(0x60, 0) // version 6
  header.writeUInt16BE(length, 4)
  header.writeUInt8(tcp, 6)
  header.writeUInt8(hopLimit, 7)
  return Buffer.concat([header, addresses])
}

/** What TCP's checksum covers besides the addresses and the segment; both versions of IP sum up alike (RFC 8200 8.1). */
function pseudoHeader(length: number): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(length, 0)
  header.writeUInt8(tcp, 7)
  return header
}

/** RFC 1071 */
function checksum(bytes: Buffer): number {
  let sum = 0
  for (let offset = 0; offset < bytes.length; offset += 2) {
    sum += (bytes[offset] as number) * 256 + (bytes[offset + 1] ?? 0)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

function ipv4Bytes(address: string): number[] {
  return address.split('.').map(Number)
}

function ipv6Bytes(address: string): number[] {
  const [before = [], after] = withoutZone(address).split('::').map(groups)
  const missing = after === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array.from({ length: missing }, () => 0), ...(after ?? [])].flatMap((group) => [
    group >> 8,
    group & 0xff,
  ])
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '')
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function groups(text: string): number[] {
  return text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => {
      if (!group.includes('.')) return [Number.parseInt(group, 16)]
      const [a = 0, b = 0, c = 0, d = 0] = ipv4Bytes(group)
      return [a * 256 + b, c * 256 + d]
    })
}
