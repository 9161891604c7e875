import { X509Certificate } from 'node:crypto'
import type { Certificate } from '../../src/tls/handshake.ts'
import { cipherNames } from '../../src/tls/registry/cipher-suites.ts'
import type { ObservedConnection } from './observed-connection.ts'
import type { ObservedOptions } from './observed-server.ts'
import type { Objection } from './server-view.ts'

/** Where our record of a connection and its server's own view differ: one line each. */
export function serverDisagreements(connection: ObservedConnection, options: ObservedOptions): string[] {
  const { handshake, accepted, server } = connection
  const { clientCertificate, verification } = handshake
  const leaf = clientCertificate.chain[0]
  const asked = options.clientCertificate !== 'none'
  const status = !asked ? 'not-requested' : server.certificate ? 'sent' : 'empty'
  const facts: [string, unknown, unknown][] = [
    ['accepted', accepted, server.accepted],
    ['status', clientCertificate.status, status],
    ['certificate', leaf !== undefined, server.certificate],
    ['subject', leaf?.subject, server.subject ?? leaf?.subject],
    ['fingerprint', fingerprintOf(leaf, server.fingerprint), plain(server.fingerprint)],
    ['serial number', leaf?.serialNumber, server.serialNumber ?? leaf?.serialNumber],
    ['protocol', handshake.protocol, server.protocol ?? options.version],
    ['cipher', handshake.cipher, server.cipher === undefined ? handshake.cipher : cipherNames(server.cipher)?.iana],
    ['alpn', handshake.alpn, server.alpn ?? handshake.alpn],
    ['objection', server.objection === undefined || applies[server.objection](leaf, options), true],
    ['request', clientCertificate.request !== undefined, asked],
    ['resumed', handshake.resumed, false],
    ['capture', handshake.capture, { complete: true }],
    ['problems of the server', verification.trusted ? verification.problems : 'not trusted', []],
    ['error', connection.error, server.accepted || connection.error === undefined ? undefined : 'HandshakeError'],
  ]
  return facts
    .filter(([, ours, theirs]) => JSON.stringify(ours) !== JSON.stringify(theirs))
    .map(([what, ours, theirs]) => `${what}: ours ${JSON.stringify(ours)}, the server's ${JSON.stringify(theirs)}`)
}

/** Whether the certificate on the wire gives cause for what the server has against it. */
const applies: Record<Objection, (leaf: Certificate | undefined, options: ObservedOptions) => boolean> = {
  'no certificate': (leaf) => leaf === undefined,
  'unknown issuer': (leaf, { ca }) =>
    leaf !== undefined && !new X509Certificate(leaf.pem).checkIssued(new X509Certificate(ca)),
  expired: (leaf) => leaf !== undefined && Date.parse(leaf.validTo) < Date.now(),
  'not yet valid': (leaf) => leaf !== undefined && Date.parse(leaf.validFrom) > Date.now(),
  'outside its validity': (leaf, options) => applies.expired(leaf, options) || applies['not yet valid'](leaf, options),
  'wrong purpose': (leaf) => leaf !== undefined && !leaf.extendedKeyUsage.includes('clientAuth'),
}

/** In the hash that the server prints; undefined where it prints none. */
function fingerprintOf(leaf: Certificate | undefined, like: string | undefined): string | undefined {
  if (leaf === undefined || like === undefined) return undefined
  const { fingerprint, fingerprint256 } = new X509Certificate(leaf.pem)
  return plain(plain(like)?.length === 40 ? fingerprint : fingerprint256)
}

function plain(fingerprint: string | undefined): string | undefined {
  return fingerprint?.replaceAll(':', '').toLowerCase()
}
