import { isDeepStrictEqual } from 'node:util'
import type { Certificate, Handshake, Peer } from '../../src/tls/handshake.ts'
import type { Recording } from '../../src/tls/recording.ts'
import { cipherSuiteName } from '../../src/tls/registry/cipher-suites.ts'
import { handshakeType } from '../../src/tls/registry/handshake-types.ts'
import { decodeTranscript } from '../../src/tls/transcript.ts'
import type { TsharkView } from './tshark-view.ts'

/** Where our record of a connection and what tshark reads in its capture differ: one line each. */
export function wireDisagreements(handshake: Handshake, recording: Recording, theirs: TsharkView): string[] {
  const { clientCertificate, serverCertificate } = handshake
  const facts: [string, unknown, unknown][] = [
    ['servername', handshake.servername, theirs.servername],
    ['alpn', handshake.alpn, theirs.alpn],
    ['cipher', handshake.cipher, theirs.cipherSuite === undefined ? undefined : cipherSuiteName(theirs.cipherSuite)],
    ['certificates of the client', clientCertificate.chain.map(der), theirs.client.certificates],
    ['certificates of the server', serverCertificate.chain.map(der), theirs.server.certificates],
    [
      'request',
      clientCertificate.request !== undefined,
      theirs.server.messages.includes(handshakeType.certificateRequest),
    ],
    ['authorities', clientCertificate.request?.authorities.length ?? 0, theirs.authorities],
    ['proof', clientCertificate.proven, theirs.client.messages.includes(handshakeType.certificateVerify)],
  ]
  for (const peer of ['client', 'server'] as const) {
    const { messages, alerts } = spoken(recording, peer)
    facts.push([`messages of the ${peer}`, messages, theirs[peer].messages])
    facts.push([`alerts of the ${peer}`, alerts, theirs[peer].alerts])
  }
  return facts
    .filter(([, ours, tshark]) => !isDeepStrictEqual(ours, tshark))
    .map(([what, ours, tshark]) => `${what}: ours ${JSON.stringify(ours)}, tshark ${JSON.stringify(tshark)}`)
}

/** Numbers of what a peer said, up to where a capture file ends: at the first body that the recorder did not keep. */
function spoken({ records, ...recording }: Recording, peer: Peer): { messages: number[]; alerts: number[] } {
  const next = { client: 0, server: 0 }
  const gap = records.findIndex(({ from, index }) => index !== next[from]++)
  const whole = { ...recording, records: gap === -1 ? records : records.slice(0, gap) }
  const own = decodeTranscript(whole).events.filter(({ from }) => from === peer)
  return {
    messages: own.flatMap((event) => (event.kind === 'message' ? [numberOf(event.message.name)] : [])),
    alerts: own.flatMap((event) => (event.kind === 'alert' ? [event.alert.code] : [])),
  }
}

function numberOf(name: string): number {
  if (name === 'HelloRetryRequest') return handshakeType.serverHello
  return handshakeType[`${name.charAt(0).toLowerCase()}${name.slice(1)}` as keyof typeof handshakeType]
}

function der({ pem }: Certificate): string {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('hex')
}
