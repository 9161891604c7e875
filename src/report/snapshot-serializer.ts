import type { Certificate, Handshake } from '../tls/handshake.ts'

/** What a host's `expect.addSnapshotSerializer` takes, as far as it is used here. */
export interface SnapshotSerializer {
  test(value: unknown): boolean
  serialize(value: unknown, config: unknown, indentation: string, depth: number, refs: unknown, print: unknown): string
}

/**
 * Snapshots of handshakes, of responses and of errors of ours, the same from run to run: moments, durations, addresses, ports, serial numbers,
 * fingerprints, keys and bytes stand as what they are, `<port>`. The values themselves stay as they are.
 */
export const snapshotSerializer: SnapshotSerializer = {
  test: (value) => isHandshake(value) || isResponse(value) || isError(value),
  serialize(value, config, indentation, depth, refs, print) {
    const printer = print as (value: unknown, ...rest: unknown[]) => string
    if (isError(value)) return `[${value.name}: ${stableText(value.message)}]`
    if (isHandshake(value)) return `Handshake ${printer(stableHandshake(value), config, indentation, depth, refs)}`
    const { status, url, handshake } = value as { status: number; url: string; handshake?: Handshake }
    return `Response ${printer({ status, url: stableText(url), ...(handshake && { handshake }) }, config, indentation, depth, refs)}`
  },
}

/** By shape, because copies of this package share no classes; not what was made stable before. */
function isHandshake(value: unknown): value is Handshake {
  const { port, clientCertificate, serverCertificate, durationMs } = (value ?? {}) as Partial<Handshake>
  return typeof port === 'number' && Boolean(clientCertificate?.chain && serverCertificate?.chain && durationMs)
}

function isResponse(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('handshake' in value)) return false
  const { status, url, headers } = value as Partial<Response>
  return typeof status === 'number' && typeof url === 'string' && headers !== undefined
}

function isError(value: unknown): value is Error {
  const { name, message } = (value ?? {}) as Partial<Error>
  return typeof message === 'string' && (name === 'HandshakeError' || name === 'ConnectionError')
}

function stableHandshake(handshake: Handshake): object {
  const { clientCertificate, serverCertificate, verification, ocsp } = handshake
  const { configured, request } = clientCertificate
  return {
    ...handshake,
    port: '<port>',
    ...(handshake.remoteAddress !== undefined && { remoteAddress: '<address>' }),
    startedAt: '<moment>',
    durationMs: { tcp: '<duration>', tls: '<duration>' },
    serverCertificate: { ...serverCertificate, chain: serverCertificate.chain.map(stableCertificate) },
    clientCertificate: {
      ...clientCertificate,
      chain: clientCertificate.chain.map(stableCertificate),
      // Those of the other side's OpenSSL: another list with each version.
      ...(request && { request: { ...request, signatureAlgorithms: '<signature algorithms>' } }),
      ...(configured && { configured: { ...configured, fingerprint256: fingerprintOf(configured) } }),
    },
    verification: {
      ...verification,
      problems: verification.problems.map((problem) => ({ ...problem, message: stableText(problem.message) })),
    },
    ...(ocsp && { ocsp: { ...ocsp, thisUpdate: '<moment>', ...(ocsp.nextUpdate && { nextUpdate: '<moment>' }) } }),
  }
}

function stableCertificate(certificate: Certificate): object {
  return {
    ...certificate,
    serialNumber: '<serial number>',
    validFrom: '<moment>',
    validTo: '<moment>',
    fingerprint256: fingerprintOf(certificate),
    extensions: Object.keys(certificate.extensions).sort(),
    pem: '<PEM>',
  }
}

function fingerprintOf({ subject }: Pick<Certificate, 'subject'>): string {
  return `<fingerprint of ${subject || 'an empty subject'}>`
}

/** Without ports, dates and how long ago they were. */
function stableText(text: string): string {
  return text
    .replace(/(?<=[\w\].]):\d{2,5}(?!\d)/g, ':<port>')
    .replace(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g, '<moment>')
    .replace(/ \((?:in )?\d+ [a-z]+(?: ago)?\)/g, '')
}
