import { isOff, isPlainObject } from './environment.ts'
import { parseHost } from './host-pattern.ts'
import type { CaEntryOptions } from './options.ts'
import type { ProblemList } from './problem-list.ts'
import { resolveSource, type SourcePlace } from './resolve-source.ts'
import type { HostAndPort, ResolvedCa } from './resolved-config.ts'

/** One entry of `ca`; undefined when it is switched off. `place` describes a path in the config. */
export function resolveCa(
  entry: unknown,
  path: string,
  place: (path: string) => SourcePlace,
  problems: ProblemList,
): ResolvedCa | undefined {
  const written = isPlainObject(entry) ? (entry as CaEntryOptions) : { file: entry as string | Uint8Array }
  if (isOff(written.enabled)) return undefined
  const { file, base64, hosts } = written
  const targets = hosts === undefined ? undefined : [hosts].flat().flatMap(targetOf)
  if (targets?.length === 0) {
    problems.warning(
      `${path}.hosts`,
      'The list is empty, so the bundle is trusted for no host.',
      'Name hosts, or remove `hosts` to trust it for all.',
    )
  }
  const word = file === 'system' || file === 'mkcert' ? file : undefined
  const content = base64 === undefined ? file! : { base64 }
  const source =
    word ?? resolveSource(content, place(isPlainObject(entry) && file !== undefined ? `${path}.file` : path))
  return { path, source, ...(targets && { hosts: targets }) }
}

function targetOf(host: string): HostAndPort[] {
  const parsed = parseHost(host)
  return 'invalid' in parsed ? [] : [{ host: parsed.pattern, port: parsed.port ?? '*' }]
}
