import path from 'node:path'
import { checkOptions } from './check-options.ts'
import type { Environment } from './environment.ts'
import type { CaptureOptions, FileOrContent, TlsVersionOption } from './options.ts'
import { otherProfiles } from './other-profiles.ts'
import { pathOf } from './place.ts'
import { isPlainObject } from './plain-object.ts'
import type { ProblemList } from './problem-list.ts'
import { resolveCa } from './resolve-ca.ts'
import { resolveClientCertificate, type WrittenClientCertificate } from './resolve-client-certificate.ts'
import { resolveProxy } from './resolve-proxy.ts'
import { resolveSource } from './resolve-source.ts'
import { resolveVerify } from './resolve-verify.ts'
import type { ResolvedConfig } from './resolved-config.ts'
import { selectProfile } from './select-profile.ts'
import { shownPath } from './shown-path.ts'
import { isOff, isTrue } from './written-boolean.ts'

/** A config as it was loaded. */
export interface LoadedConfig {
  /** Absent: an inline config, or none. */
  file?: string
  folder: string
  /** Place of the config in the file: `mtls` in a package.json, otherwise empty. */
  prefix: string
  value: unknown
}

/** Check and resolve what can be; what cannot is left out and reported. */
export function resolveConfig(
  loaded: LoadedConfig,
  profile: string | undefined,
  env: Environment,
  problems: ProblemList,
): Omit<ResolvedConfig, 'warnings' | 'files'> {
  const { folder, prefix } = loaded
  if (!isPlainObject(loaded.value)) {
    problems.error(prefix, 'The configuration is no object.', 'Export or write an object of options.')
  }
  const config = isPlainObject(loaded.value) ? loaded.value : {}
  const options = checkOptions(selectProfile(config, prefix, profile, problems), env, problems)
  const others = otherProfiles(config, profile)
  const value = (name: string) => options.valid.get(name)?.value
  const sourceAt = (path: string) => ({ path, folder, written: options.written.get(path) })
  const place = (name: string) => options.valid.get(name)?.path ?? pathOf(prefix, name)
  warnAboutTrust(value('trustDefaultCAs'), value('ca'), place('trustDefaultCAs'), problems)
  checkVersions(value('minVersion'), value('maxVersion'), place('maxVersion'), problems)
  return {
    folder,
    ...(loaded.file !== undefined && { file: loaded.file }),
    ...(profile !== undefined && { profile }),
    ...(others.length > 0 && { otherProfiles: others }),
    ca: items(value('ca'), place('ca'), problems).flatMap(
      ([entry, path]) => resolveCa(entry, path, { sourceAt, env, problems }) ?? [],
    ),
    trustDefaultCAs: value('trustDefaultCAs') === undefined || isTrue(value('trustDefaultCAs')),
    crl: items(value('crl'), place('crl'), problems).map(([source, path]) =>
      resolveSource(source as FileOrContent, sourceAt(path)),
    ),
    clientCertificates: items(value('clientCertificates'), place('clientCertificates'), problems).flatMap(
      ([entry, path]) => resolveClientCertificate(entry as WrittenClientCertificate, path, sourceAt, problems) ?? [],
    ),
    ...resolveVerify(value('verify'), place('verify'), problems),
    ...optional('minVersion', value('minVersion') as TlsVersionOption | undefined),
    ...optional('maxVersion', value('maxVersion') as TlsVersionOption | undefined),
    ...optional('ciphers', value('ciphers') as string | undefined),
    http2: isTrue(value('http2')),
    proxy: resolveProxy(value('proxy'), place('proxy'), env, problems) ?? { kind: 'none' },
    resumption: isTrue(value('resumption')),
    requestOCSP: !isOff(value('requestOCSP')),
    unusedEntries: (value('unusedEntries') as ResolvedConfig['unusedEntries'] | undefined) ?? 'note',
    captureHandshakes: !isOff((value('capture') as CaptureOptions | undefined)?.handshakes),
    ...optional('keyLogFile', keyLogFile(value('capture'), folder, env)),
  }
}

/** The items of a list, or the one item, that no error was found in, each with its place. */
function items(value: unknown, path: string, problems: ProblemList): [item: unknown, path: string][] {
  if (value === undefined) return []
  const all: [unknown, string][] = Array.isArray(value)
    ? value.map((item, index) => [item, `${path}[${index}]`])
    : [[value, path]]
  return all.filter(([, place]) => !problems.hasErrorAt(place))
}

function keyLogFile(capture: unknown, folder: string, env: Environment): ResolvedConfig['keyLogFile'] {
  const { keyLog } = (capture ?? {}) as CaptureOptions
  const written = keyLog === 'env' ? env.SSLKEYLOGFILE : keyLog
  if (!written) return undefined
  const file = path.resolve(folder, written)
  return { file, label: shownPath(file) }
}

function warnAboutTrust(trustDefaultCAs: unknown, ca: unknown, path: string, problems: ProblemList): void {
  if (!isOff(trustDefaultCAs) || (ca !== undefined && [ca].flat().length > 0)) return
  problems.warning(
    path,
    'No authority is trusted: `ca` is empty, and the default list is left out.',
    'Name authorities in `ca`.',
  )
}

function checkVersions(min: unknown, max: unknown, path: string, problems: ProblemList): void {
  // The names sort as the versions do.
  if (typeof min !== 'string' || typeof max !== 'string' || min <= max) return
  problems.error(
    path,
    `\`maxVersion\` ${max} is below \`minVersion\` ${min}.`,
    'Raise `maxVersion` or lower `minVersion`.',
  )
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value }
}
