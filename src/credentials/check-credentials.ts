import { ProblemList } from '../config/problem-list.ts'
import type { ResolvedClientCertificate, ResolvedConfig } from '../config/resolved-config.ts'
import type { ConfigProblem } from '../errors/config-error.ts'
import { Authorities } from './authorities.ts'
import { certificateWarnings } from './certificate-warnings.ts'
import { ContextStore } from './context-store.ts'
import { Fault, type FaultFacts, faultAt } from './fault.ts'
import { type Identity, sourcesOf } from './identity.ts'
import { keyFileWarnings } from './key-file-warnings.ts'
import { HostIndex } from './match.ts'
import { readRevocationLists } from './revocation-list.ts'
import { SharedIdentities } from './shared-identities.ts'
import { nameOf, stampOf } from './source-file.ts'
import { strengthOf } from './strength.ts'
import { type Bundle, placeOf, readBundleAt } from './trust.ts'

/** Read every file of the configuration and judge what is in it. `now`: the moment that certificates must be valid at. */
export async function checkCredentials(
  config: ResolvedConfig,
  now = new Date(),
): Promise<{ errors: ConfigProblem[]; warnings: ConfigProblem[] }> {
  const problems = new ProblemList(config.file ?? 'inline config')
  const bundles = config.ca.flatMap((entry) => {
    const bundle = collect(problems, () => readBundleAt(entry))
    if (bundle?.remark) warn(problems, [{ path: placeOf(entry), ...bundle.remark }])
    if (bundle && entry.source !== 'system') warn(problems, expiredAuthorities(entry.path, bundle, now))
    return bundle ?? []
  })
  for (const source of config.crl)
    collect(problems, () => faultAt(source.path, source, () => readRevocationLists(source)))
  const read = await readEntries(config, problems)
  const authorities = new Authorities(
    bundles.flatMap(({ certificates }) => certificates),
    config.trustDefaultCAs,
  )
  const isLowered = /@SECLEVEL=0/i.test(config.ciphers ?? '')
  const refused = checkContexts(config, read, problems)
  const judged = new Map<Identity, ReturnType<typeof certificateWarnings>>()
  for (const [{ path, identity: source }, identity] of read) {
    const warnings =
      judged.get(identity) ?? certificateWarnings(identity, authorities, now, isLowered || refused.has(identity))
    judged.set(identity, warnings)
    warn(problems, identity.remarks)
    warn(
      problems,
      warnings.map((warning) => ({ path, ...warning })),
    )
    warn(problems, keyFileWarnings(source!))
  }
  warn(problems, twinWarnings(config))
  return { errors: problems.errors, warnings: problems.warnings }
}

type ReadEntry = [entry: ResolvedClientCertificate, identity: Identity]

async function readEntries(config: ResolvedConfig, problems: ProblemList): Promise<ReadEntry[]> {
  const identities = new SharedIdentities()
  const read: ReadEntry[] = []
  for (const entry of config.clientCertificates) {
    if (!entry.identity) continue
    const missing = entry.optional && sourcesOf(entry.identity).find((source) => stampOf(source) === 'missing')
    if (missing) {
      const what = missing.kind === 'file' ? `${nameOf(missing)} does not exist.` : 'It names no file that exists.'
      const message = `${what} The entry is optional: a request that needs it fails.`
      problems.warning(missing.path, message, 'Put the file there, or leave it so.')
      continue
    }
    try {
      read.push([entry, await identities.read(entry.identity)])
    } catch (error) {
      report(problems, error)
    }
  }
  return read
}

/** OpenSSL has a say about key sizes, ciphers and versions. The identities that it refuses. */
function checkContexts(config: ResolvedConfig, read: readonly ReadEntry[], problems: ProblemList): Set<Identity> {
  const refused = new Set<Identity>()
  const { minVersion, maxVersion, ciphers } = config
  const options = { ...(minVersion && { minVersion }), ...(maxVersion && { maxVersion }), ...(ciphers && { ciphers }) }
  const parts = { trust: { ca: [], crl: [], digest: '' }, trustDefaultCAs: false, ...options }
  const hasOptions = Object.keys(options).length > 0
  const contexts = new ContextStore()
  if (hasOptions && !collect(problems, () => contexts.get(parts))) return refused
  const accepted = new Set<string>()
  for (const [{ path }, identity] of read) {
    const strength = strengthOf(identity)
    if (strength !== undefined && accepted.has(strength)) continue
    const isAccepted = collect(problems, () => {
      try {
        return contexts.get({ ...parts, identity })
      } catch (error) {
        throw error instanceof Fault ? new Fault(error.facts.map((fact) => ({ ...fact, path }))) : error
      }
    })
    if (!isAccepted) refused.add(identity)
    else if (strength !== undefined) accepted.add(strength)
  }
  return refused
}

function twinWarnings(config: ResolvedConfig): FaultFacts[] {
  const { twins } = new HostIndex(config.clientCertificates.filter((entry) => entry.identity ?? entry.absence))
  return twins.map(([hidden, winner]) => ({
    path: hidden.path,
    message: `${described(hidden)} and ${described(winner)} are for the same host and port; the last one wins.`,
    remedy: `Remove one, switch it off with \`enabled: false\`, or choose by name in the request.`,
  }))
}

function described({ path, name }: ResolvedClientCertificate): string {
  return name === undefined ? path : `${path} ('${name}')`
}

function expiredAuthorities(path: string, bundle: Bundle, now: Date): FaultFacts[] {
  const expired = bundle.certificates.filter((certificate) => new Date(certificate.validTo) < now)
  if (expired.length === 0) return []
  const message = `${expired.length} of the ${bundle.certificates.length} authorities in the bundle ${expired.length === 1 ? 'is' : 'are'} expired.`
  return [{ path, message, remedy: 'Servers below them are refused: get the current bundle.' }]
}

function warn(problems: ProblemList, facts: readonly FaultFacts[]): void {
  for (const { path, message, remedy } of facts) problems.warning(path, message, remedy)
}

function collect<Value>(problems: ProblemList, read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    return report(problems, error)
  }
}

function report(problems: ProblemList, error: unknown): undefined {
  if (!(error instanceof Fault)) throw error
  for (const { path, message, remedy } of error.facts) problems.error(path, message, remedy)
}
