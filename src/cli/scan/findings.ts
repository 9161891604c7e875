import type { SecureVersion } from 'node:tls'
import type { Handshake } from '../../tls/handshake.ts'
import { cipherNames } from '../../tls/registry/cipher-suites.ts'
import type { Offer, Outcome, Prober } from './prober.ts'

/** Whether the server takes an offer: `unknown` when nothing was said, `not-tried` when it could not be made. */
export type Answer = 'accepted' | 'refused' | 'unknown' | 'not-tried'

/** What was found out about one version of TLS. */
export interface VersionFinding {
  version: SecureVersion
  answer: Answer
  /** Why, where it was not accepted: the alert, or what stood in the way. */
  reason?: string
  /** Whether the server asks for a client certificate; absent when that could not be read. */
  asksForClientCertificate?: boolean
  /** IANA names, in the order in which the server took them from the same offer. */
  ciphers: string[]
  /** The offer was cut short: there may be more ciphers. */
  ciphersIncomplete?: string
}

export interface GroupFinding {
  group: string
  answer: Answer
  reason?: string
}

/** What a server accepts, of what this Node can offer. */
export interface ScanFindings {
  versions: VersionFinding[]
  groups: GroupFinding[]
  /** Of each version that is accepted: whether a session was resumed. */
  resumption: { version: SecureVersion; answer: Answer }[]
  /** Protocol that the server chooses of h2 and http/1.1; absent when it chooses none. */
  alpn?: string
  /** What was not tried, and why. */
  notTried: string[]
}

const allVersions: readonly SecureVersion[] = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1']

/** Everything that OpenSSL has, at the level that allows the old; without keys that both sides would have to share before. */
const everyCipher = 'ALL:COMPLEMENTOFALL:!PSK:!SRP'
const suitesOf13 = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
]

/** The most ciphers of one version that are looked for, so that every part of a scan gets its share of connections. */
const mostCiphers = 24

const allGroups = [
  'X25519MLKEM768',
  'SecP256r1MLKEM768',
  'SecP384r1MLKEM1024',
  'X25519',
  'P-256',
  'P-384',
  'P-521',
  'X448',
  'ffdhe2048',
  'ffdhe3072',
  'brainpoolP256r1',
]

/** Asks a server, one connection after the other, the ciphers last: they take most. `prober` resumes no session, `resuming` does. */
export async function scanServer(prober: Prober, resuming: Prober): Promise<ScanFindings> {
  const first: { version: SecureVersion; outcome: Outcome }[] = []
  for (const version of allVersions) first.push({ version, outcome: await prober.offer(offerOf(version)) })
  const accepted = first.flatMap(({ version, outcome }) => (protocolOf(outcome) === version ? version : []))
  const newest = accepted[0]
  const groups: GroupFinding[] = []
  if (newest !== undefined) for (const group of allGroups) groups.push(await groupFinding(prober, newest, group))
  const resumption: ScanFindings['resumption'] = []
  for (const version of accepted.filter((one) => one === 'TLSv1.3' || one === 'TLSv1.2')) {
    resumption.push({ version, answer: await resumptionAnswer(resuming, version) })
  }
  const alpn = newest && (await prober.offer({ ...offerOf(newest), http2: true }))
  const versions: VersionFinding[] = []
  for (const { version, outcome } of first) versions.push(await versionFinding(prober, version, outcome))
  return {
    versions,
    groups,
    resumption,
    ...(alpn && 'handshake' in alpn && alpn.handshake.alpn !== undefined && { alpn: alpn.handshake.alpn }),
    notTried: notTried(versions, groups),
  }
}

function protocolOf(outcome: Outcome): string | undefined {
  return 'handshake' in outcome ? outcome.handshake.protocol : undefined
}

function offerOf(version: SecureVersion, without: readonly string[] = []): Offer {
  const versions = { minVersion: version, maxVersion: version }
  if (version === 'TLSv1.3')
    return { ...versions, ciphers: suitesOf13.filter((suite) => !without.includes(suite)).join(':') }
  const left = without.map((suite) => `!${cipherNames(suite)?.openssl ?? suite}`)
  return { ...versions, ciphers: [everyCipher, ...left, '@SECLEVEL=0'].join(':') }
}

async function versionFinding(prober: Prober, version: SecureVersion, outcome: Outcome): Promise<VersionFinding> {
  const finding = answerOf(outcome, ({ protocol }) => protocol === version)
  if (finding.answer !== 'accepted' || !('handshake' in outcome)) return { version, ...finding, ciphers: [] }
  const asks = asksOf(outcome.handshake)
  const ciphers = await ciphersOf(prober, version, outcome.handshake)
  return { version, ...finding, ...(asks !== undefined && { asksForClientCertificate: asks }), ...ciphers }
}

function asksOf({ clientCertificate: { status, request } }: Handshake): boolean | undefined {
  if (request !== undefined) return true
  return status === 'not-requested' ? false : undefined
}

/** Takes away what the server has chosen, until it chooses nothing more. */
async function ciphersOf(
  prober: Prober,
  version: SecureVersion,
  first: Handshake,
): Promise<Pick<VersionFinding, 'ciphers' | 'ciphersIncomplete'>> {
  const ciphers = first.cipher === undefined ? [] : [first.cipher]
  const suites = version === 'TLSv1.3' ? suitesOf13.length : mostCiphers
  while (ciphers.length > 0 && ciphers.length < suites) {
    const outcome = await prober.offer(offerOf(version, ciphers))
    if ('notTried' in outcome) {
      // Nothing is left to offer.
      return outcome.notTried.startsWith('the limit') ? { ciphers, ciphersIncomplete: outcome.notTried } : { ciphers }
    }
    const { cipher, protocol } = outcome.handshake
    if (cipher === undefined || protocol !== version || ciphers.includes(cipher)) return { ciphers }
    ciphers.push(cipher)
  }
  return version === 'TLSv1.3' || ciphers.length < suites
    ? { ciphers }
    : { ciphers, ciphersIncomplete: `the first ${suites} were looked for` }
}

async function groupFinding(prober: Prober, version: SecureVersion, group: string): Promise<GroupFinding> {
  const ciphers = version === 'TLSv1.3' ? suitesOf13.join(':') : 'ECDHE:@SECLEVEL=0'
  const outcome = await prober.offer({ minVersion: version, maxVersion: version, ciphers, ecdhCurve: group })
  return { group, ...answerOf(outcome, ({ protocol }) => protocol === version) }
}

async function resumptionAnswer(resuming: Prober, version: SecureVersion): Promise<Answer> {
  const first = await resuming.offer(offerOf(version))
  if ('notTried' in first) return 'not-tried'
  const second = await resuming.offer(offerOf(version))
  if ('notTried' in second) return 'not-tried'
  return second.handshake.protocol === undefined ? 'unknown' : second.handshake.resumed ? 'accepted' : 'refused'
}

function answerOf(outcome: Outcome, accepts: (handshake: Handshake) => boolean): { answer: Answer; reason?: string } {
  if ('notTried' in outcome) return { answer: 'not-tried', reason: outcome.notTried }
  const { handshake } = outcome
  if (accepts(handshake)) return { answer: 'accepted' }
  const alert = handshake.alerts.find(({ from }) => from === 'server')
  if (alert) return { answer: 'refused', reason: alert.description }
  if (handshake.protocol !== undefined) return { answer: 'refused', reason: `the server chose ${handshake.protocol}` }
  // No ServerHello and no alert: a server of another protocol, a box on the way, or silence.
  return {
    answer: 'unknown',
    reason:
      handshake.remoteAddress === undefined ? 'there was no connection' : 'the connection ended without an answer',
  }
}

function notTried(versions: readonly VersionFinding[], groups: readonly GroupFinding[]): string[] {
  const missing = [
    ...versions.filter(({ answer }) => answer === 'not-tried').map(({ version, reason }) => `${version}: ${reason}`),
    ...groups.filter(({ answer }) => answer === 'not-tried').map(({ group, reason }) => `${group}: ${reason}`),
    ...versions.flatMap(({ version, ciphersIncomplete }) =>
      ciphersIncomplete === undefined ? [] : [`more ciphers of ${version}: ${ciphersIncomplete}`],
    ),
  ]
  return [
    ...missing,
    'SSL 2 and 3, export ciphers, RC4, DES and pre-shared keys: OpenSSL in this Node has none of them, or needs a key first',
  ]
}
