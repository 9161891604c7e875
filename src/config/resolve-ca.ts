import { authorityPem } from './authority-pem.ts'
import type { Environment } from './environment.ts'
import { parseHost } from './host-pattern.ts'
import { mkcertRoot } from './mkcert-root.ts'
import type { CaEntryOptions, FileOrContent } from './options.ts'
import { isPlainObject } from './plain-object.ts'
import type { ProblemList } from './problem-list.ts'
import { resolveSource, type SourcePlace } from './resolve-source.ts'
import type { HostAndPort, ResolvedCa } from './resolved-config.ts'
import { Secret } from './secret.ts'
import { isOff } from './written-boolean.ts'

/** What the resolution of an entry needs besides it. */
interface Surroundings {
  /** Describes a path in the config. */
  sourceAt(path: string): SourcePlace
  env: Environment
  problems: ProblemList
}

/** One entry of `ca`; undefined when it is switched off. */
export function resolveCa(entry: unknown, path: string, surroundings: Surroundings): ResolvedCa | undefined {
  const written = writtenEntry(entry)
  if (isOff(written.enabled)) return undefined
  const { file, base64, hosts, passphrase } = written
  const targets = hosts === undefined ? undefined : [hosts].flat().flatMap(targetOf)
  if (targets?.length === 0) {
    surroundings.problems.warning(
      `${path}.hosts`,
      'The list is empty, so the bundle is trusted for no host.',
      'Name hosts, or remove `hosts` to trust it for all.',
    )
  }
  const place = isPlainObject(entry) && file !== undefined ? `${path}.file` : path
  const source = resolveBundle(base64 === undefined ? file! : { base64 }, place, surroundings)
  return {
    path,
    source,
    ...(passphrase !== undefined && { passphrase: new Secret(passphrase) }),
    ...(targets && { hosts: targets }),
  }
}

/** An authority that was made for the tests stands for its certificate; it may be spread beside `hosts`. */
function writtenEntry(entry: unknown): CaEntryOptions {
  const pem = authorityPem(entry)
  if (pem !== undefined) return { ...(entry as CaEntryOptions), file: pem }
  return isPlainObject(entry) ? entry : { file: entry as string | Uint8Array }
}

function resolveBundle(bundle: FileOrContent, path: string, { sourceAt, env }: Surroundings): ResolvedCa['source'] {
  if (bundle === 'system') return bundle
  return bundle === 'mkcert' ? mkcertRoot(env, path) : resolveSource(bundle, sourceAt(path))
}

function targetOf(host: string): HostAndPort[] {
  const parsed = parseHost(host)
  return 'invalid' in parsed ? [] : [{ host: parsed.pattern, port: parsed.port ?? '*' }]
}
