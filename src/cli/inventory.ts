import type {
  ResolvedCa,
  ResolvedClientCertificate,
  ResolvedConfig,
  ResolvedSource,
} from '../config/resolved-config.ts'
import { checkCredentials } from '../credentials/check-credentials.ts'
import { readIdentity } from '../credentials/identity.ts'
import { readBundle } from '../credentials/trust.ts'
import type { ConfigProblem } from '../errors/config-error.ts'
import { daysLeft } from '../report/certificate-warnings.ts'
import { readCertificate } from '../tls/certificate.ts'
import type { Certificate } from '../tls/handshake.ts'

/** What is known of one certificate of the config. */
export interface CertificateSummary {
  subject: string
  issuer: string
  /** ISO 8601. */
  validTo: string
  /** Whole days; negative when it has ended. */
  daysLeft: number
}

/** A client certificate of the config. */
export interface EntrySummary {
  /** Place in the config. */
  path: string
  name?: string
  host: string
  port: number | '*'
  enabled: boolean
  /** Files, or where content stands in the config. */
  from: string[]
  /** Leaf first; empty when it could not be read or is switched off. */
  chain: CertificateSummary[]
  problems: ConfigProblem[]
}

/** A `ca` entry of the config. */
export interface AuthoritySummary {
  path: string
  from: string
  /** Absent: all hosts. */
  hosts?: string[]
  certificates: CertificateSummary[]
  problems: ConfigProblem[]
}

/** Everything that a config names, read as far as it can be, with what is wrong. */
export interface Inventory {
  file?: string
  profile?: string
  clientCertificates: EntrySummary[]
  ca: AuthoritySummary[]
  /** Of no entry in particular. */
  problems: ConfigProblem[]
}

/** Reads the files of the config. `now`: the moment that days are counted from. */
export async function takeInventory(config: ResolvedConfig, now = new Date()): Promise<Inventory> {
  const { errors, warnings } = await checkCredentials(config, now)
  const problems = [...errors, ...config.warnings, ...warnings]
  const at = (path: string) => problems.filter((problem) => isAt(problem.path, path))
  const clientCertificates = await Promise.all(
    config.clientCertificates.map(async (entry): Promise<EntrySummary> => {
      const { path, name, host, port, identity } = entry
      return {
        path,
        ...(name !== undefined && { name }),
        host: host.written,
        port,
        enabled: identity !== undefined,
        from: identity ? sourcesOf(identity).map(({ label }) => label) : [],
        chain: await chainOf(entry, now),
        problems: at(path),
      }
    }),
  )
  const ca = config.ca.map((entry): AuthoritySummary => {
    const { path, source, hosts } = entry
    return {
      path,
      from: source === 'system' ? 'system' : source.label,
      ...(hosts && { hosts: hosts.map(({ host }) => host.written) }),
      certificates: bundleOf(entry, now),
      problems: at(path),
    }
  })
  const placed = new Set([...clientCertificates, ...ca].flatMap((entry) => entry.problems))
  return {
    ...(config.file !== undefined && { file: config.file }),
    ...(config.profile !== undefined && { profile: config.profile }),
    clientCertificates,
    ca,
    problems: problems.filter((problem) => !placed.has(problem)),
  }
}

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`)
}

function sourcesOf(identity: NonNullable<ResolvedClientCertificate['identity']>): readonly ResolvedSource[] {
  return identity.kind === 'pfx' ? [identity.pfx] : [...identity.cert, identity.key]
}

/** Empty for what cannot be read: the problems say why. */
async function chainOf({ identity }: ResolvedClientCertificate, now: Date): Promise<CertificateSummary[]> {
  if (identity === undefined) return []
  const read = await readIdentity(identity).catch(() => undefined)
  return read?.chain.map((certificate) => summaryOf(readCertificate(certificate.raw), now)) ?? []
}

function bundleOf({ source }: ResolvedCa, now: Date): CertificateSummary[] {
  try {
    return readBundle(source).certificates.map((certificate) => summaryOf(readCertificate(certificate.raw), now))
  } catch {
    return []
  }
}

export function summaryOf(certificate: Certificate, now: Date): CertificateSummary {
  const { subject, issuer, validTo } = certificate
  return { subject, issuer, validTo, daysLeft: daysLeft([certificate], now.toISOString()) ?? Number.NaN }
}
