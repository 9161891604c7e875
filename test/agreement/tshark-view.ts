import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dissection, dissect } from '../../fixtures/tshark.ts'
import { type CapturedConnection, writePcapng } from '../../src/tls/capture-file.ts'
import type { Peer } from '../../src/tls/handshake.ts'

/** What tshark reads of one peer's side of a connection. */
export interface TsharkSide {
  /** HandshakeType numbers, in their order. */
  messages: number[]
  alerts: number[]
  /** DER, hexadecimal. */
  certificates: string[]
}

/** What tshark reads in a capture file of one connection. */
export interface TsharkView extends Record<Peer, TsharkSide> {
  servername: string | undefined
  alpn: string | undefined
  /** Number of the cipher suite. */
  cipherSuite: number | undefined
  /** Of the CertificateRequest: how many names of authorities. */
  authorities: number
}

const fields = {
  stream: 'tcp.stream',
  port: 'tcp.srcport',
  message: 'tls.handshake.type',
  alert: 'tls.alert_message.desc',
  certificate: 'tls.handshake.certificate',
  servername: 'tls.handshake.extensions_server_name',
  alpn: 'tls.handshake.extensions_alpn_str',
  cipherSuite: 'tls.handshake.ciphersuite',
  authority: 'tls.handshake.dname_len',
}

/** The views of tshark, one for each connection of a capture file. */
export async function readByTshark(connections: CapturedConnection[]): Promise<TsharkView[]> {
  const folder = await mkdtemp(join(tmpdir(), 'agreement-'))
  try {
    const file = join(folder, 'capture.pcapng')
    await writeFile(file, writePcapng(connections), { mode: 0o600 })
    const packets = await dissect(file, { fields: Object.values(fields) })
    return connections.map((_, stream) => viewOf(packets.filter((packet) => first(packet, 'stream') === `${stream}`)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function viewOf(packets: Dissection[]): TsharkView {
  // The capture file says 443 for the server.
  const from = (peer: Peer) => packets.filter((packet) => (first(packet, 'port') === '443') === (peer === 'server'))
  const all = (peer: Peer, field: keyof typeof fields) => from(peer).flatMap((packet) => packet[fields[field]] ?? [])
  const side = (peer: Peer): TsharkSide => ({
    messages: all(peer, 'message').map(Number),
    alerts: all(peer, 'alert').map(Number),
    certificates: all(peer, 'certificate').map((der) => der.replaceAll(':', '')),
  })
  const suite = all('server', 'cipherSuite')[0]
  return {
    client: side('client'),
    server: side('server'),
    servername: all('client', 'servername')[0],
    alpn: all('server', 'alpn')[0],
    cipherSuite: suite === undefined ? undefined : Number(suite),
    authorities: all('server', 'authority').length,
  }
}

function first(packet: Dissection, field: keyof typeof fields): string | undefined {
  return packet[fields[field]]?.[0]
}
