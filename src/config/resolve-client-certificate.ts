import { absenceOf } from './absence.ts'
import { parseHost, parsePort } from './host-pattern.ts'
import type { FileOrContent } from './options.ts'
import type { ProblemList } from './problem-list.ts'
import { resolveSource, type SourcePlace } from './resolve-source.ts'
import type { ResolvedClientCertificate, ResolvedIdentity } from './resolved-config.ts'
import { Secret } from './secret.ts'
import { isOff, isTrue } from './written-boolean.ts'

/** An entry as written, after the check of its shape. */
export interface WrittenClientCertificate {
  name?: string
  host: string
  port?: number | string
  servername?: string
  verify?: boolean | string
  enabled?: boolean | string
  optional?: boolean | string
  passphrase?: string
  cert?: FileOrContent | FileOrContent[]
  key?: FileOrContent
  pfx?: FileOrContent
}

/** One entry of `clientCertificates`; undefined when a problem was reported. `place` describes a path in the config. */
export function resolveClientCertificate(
  entry: WrittenClientCertificate,
  path: string,
  place: (path: string) => SourcePlace,
  problems: ProblemList,
): ResolvedClientCertificate | undefined {
  const absence = absenceOf(entry)
  const off = isOff(entry.enabled) || absence !== undefined
  const target = resolveTarget(entry, path, off, problems)
  const identity = off ? undefined : resolveIdentity(entry, path, place, problems)
  if (!target || (!off && !identity)) return undefined
  return {
    path,
    ...target,
    ...(entry.name !== undefined && { name: entry.name }),
    ...(entry.servername !== undefined && { servername: entry.servername }),
    ...(entry.verify !== undefined && { verify: isTrue(entry.verify) }),
    ...(identity && { identity }),
    ...(isTrue(entry.optional) && { optional: true }),
    ...(absence && !isOff(entry.enabled) && { absence }),
  }
}

function resolveTarget(
  entry: WrittenClientCertificate,
  path: string,
  off: boolean,
  problems: ProblemList,
): Pick<ResolvedClientCertificate, 'host' | 'port' | 'hasDefaultPort'> | undefined {
  const port = parsePort(entry.port)
  const parsed = parseHost(entry.host)
  // An entry that is off may still hold references to variables, which are no hosts.
  if ('invalid' in parsed) return off ? { host: { written: entry.host, kind: 'none', name: '' }, port: '*' } : undefined
  if (port !== undefined && parsed.port !== undefined && port !== parsed.port) {
    problems.error(
      `${path}.port`,
      `The entry names two ports: ${parsed.port} in \`host\` and ${port} in \`port\`.`,
      'Name the port in one place.',
    )
    return undefined
  }
  const written = port ?? parsed.port
  return { host: parsed.pattern, ...(written === undefined ? { port: 443, hasDefaultPort: true } : { port: written }) }
}

function resolveIdentity(
  entry: WrittenClientCertificate,
  path: string,
  place: (path: string) => SourcePlace,
  problems: ProblemList,
): ResolvedIdentity | undefined {
  const { cert, key, pfx } = entry
  const passphrase = entry.passphrase === undefined ? {} : { passphrase: new Secret(entry.passphrase) }
  if (pfx !== undefined) {
    if (cert === undefined && key === undefined) {
      return { kind: 'pfx', pfx: resolveSource(pfx, place(`${path}.pfx`)), ...passphrase }
    }
    problems.error(path, 'The entry has `pfx` and `cert` or `key`.', 'Keep `pfx`, or `cert` with `key`.')
    return undefined
  }
  const certs = cert === undefined ? [] : [cert].flat()
  if (certs.length > 0 && key !== undefined) {
    const isList = Array.isArray(cert)
    return {
      kind: 'pem',
      cert: certs.map((one, index) => resolveSource(one, place(isList ? `${path}.cert[${index}]` : `${path}.cert`))),
      key: resolveSource(key, place(`${path}.key`)),
      ...passphrase,
    }
  }
  problems.error(path, ...missingParts(certs.length > 0, key !== undefined))
  return undefined
}

function missingParts(hasCert: boolean, hasKey: boolean): [message: string, remedy: string] {
  if (hasCert) return ['The entry has `cert` without `key`.', 'Add `key`; a file that holds both may be named twice.']
  if (hasKey) return ['The entry has `key` without `cert`.', 'Add `cert`; a file that holds both may be named twice.']
  return ['The entry has no certificate.', 'Add `cert` and `key`, or `pfx`.']
}
