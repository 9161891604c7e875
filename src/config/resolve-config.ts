import { checkShape } from './check-shape.ts'
import { type Environment, isOff, isPlainObject, pathOf, substituteEnvironment } from './environment.ts'
import { parseHost } from './host-pattern.ts'
import { mtlsOptions, type OptionTable } from './option-table.ts'
import type { CaEntryOptions, FileOrContent, TlsVersionOption } from './options.ts'
import type { ProblemList } from './problem-list.ts'
import { isTrue, resolveClientCertificate, type WrittenClientCertificate } from './resolve-client-certificate.ts'
import { resolveProxy } from './resolve-proxy.ts'
import { resolveSource, type SourcePlace } from './resolve-source.ts'
import type { ResolvedCa, ResolvedConfig, ResolvedVerify } from './resolved-config.ts'
import { type SelectedOption, selectProfile } from './select-profile.ts'
import { suggestionFor } from './suggestion.ts'

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
  const value = (name: string) => options.valid.get(name)?.value
  const sourceAt = (path: string) => ({ path, folder, written: options.written.get(path) })
  const place = (name: string) => options.valid.get(name)?.path ?? pathOf(prefix, name)
  const verify = value('verify')

  checkVersions(value('minVersion'), value('maxVersion'), place('maxVersion'), problems)
  return {
    folder,
    ...(loaded.file !== undefined && { file: loaded.file }),
    ...(profile !== undefined && { profile }),
    ca: items(value('ca'), place('ca'), problems).flatMap(([entry, path]) => resolveCa(entry, path, sourceAt)),
    trustDefaultCAs: value('trustDefaultCAs') === undefined || isTrue(value('trustDefaultCAs')),
    crl: items(value('crl'), place('crl'), problems).map(([source, path]) =>
      resolveSource(source as FileOrContent, sourceAt(path)),
    ),
    clientCertificates: items(value('clientCertificates'), place('clientCertificates'), problems).flatMap(
      ([entry, path]) => resolveClientCertificate(entry as WrittenClientCertificate, path, sourceAt, problems) ?? [],
    ),
    verify: verify === undefined || isPlainObject(verify) || isTrue(verify),
    verifyByHost: isPlainObject(verify) ? resolveVerify(verify, place('verify'), problems) : [],
    ...optional('minVersion', value('minVersion') as TlsVersionOption | undefined),
    ...optional('maxVersion', value('maxVersion') as TlsVersionOption | undefined),
    ...optional('ciphers', value('ciphers') as string | undefined),
    http2: isTrue(value('http2')),
    proxy: resolveProxy(value('proxy'), place('proxy'), env, problems) ?? { kind: 'none' },
    resumption: isTrue(value('resumption')),
    ...optional('mkcertFolder', env.CAROOT),
  }
}

interface CheckedOptions {
  valid: Map<string, SelectedOption>
  /** Strings before environment variables were put in, by path. */
  written: Map<string, string>
}

/** Options in use, checked and with environment variables put in. Those out of use are checked as they stand. */
function checkOptions(selected: SelectedOption[], env: Environment, problems: ProblemList): CheckedOptions {
  const table: OptionTable = mtlsOptions
  const valid = new Map<string, SelectedOption>()
  const allWritten = new Map<string, string>()
  for (const option of selected) {
    const known = Object.hasOwn(table, option.name) ? table[option.name] : undefined
    if (!known) {
      refuseUnknown(option, table, problems)
    } else if (option.used) {
      const { value, written } = substituteEnvironment(option.value, option.path, env, problems)
      // Where a variable is missing, a complaint about the empty text in its place would only confuse.
      if (!problems.hasErrorAt(option.path)) checkShape(value, known.shape, option.path, { problems, written })
      else checkShape(option.value, known.shape, option.path, { problems, written, unused: true })
      valid.set(option.name, { ...option, value })
      for (const [path, text] of written) allWritten.set(path, text)
    } else {
      checkShape(option.value, known.shape, option.path, { problems, written: new Map(), unused: true })
    }
  }
  for (const [name, option] of valid) {
    if (name !== 'ca' && name !== 'clientCertificates' && name !== 'crl' && problems.hasErrorAt(option.path))
      valid.delete(name)
  }
  return { valid, written: allWritten }
}

function refuseUnknown(option: SelectedOption, table: OptionTable, problems: ProblemList): void {
  const near = suggestionFor(option.name, Object.keys(table))
  const names = Object.keys(table).filter((name) => name !== '$schema')
  problems.error(
    option.path,
    `There is no option ${JSON.stringify(option.name)}.`,
    near ? `Did you mean ${near}?` : `Valid here: ${names.join(', ')}.`,
  )
}

/** The items of a list, or the one item, that no error was found in, each with its place. */
function items(value: unknown, path: string, problems: ProblemList): [item: unknown, path: string][] {
  if (value === undefined) return []
  const all: [unknown, string][] = Array.isArray(value)
    ? value.map((item, index) => [item, `${path}[${index}]`])
    : [[value, path]]
  return all.filter(([, place]) => !problems.hasErrorAt(place))
}

function resolveCa(entry: unknown, path: string, place: (path: string) => SourcePlace): ResolvedCa[] {
  const written: CaEntryOptions = isPlainObject(entry)
    ? (entry as CaEntryOptions)
    : { file: entry as string | Uint8Array }
  if (isOff(written.enabled)) return []
  const { file, base64, hosts } = written
  const patterns =
    hosts === undefined
      ? undefined
      : [hosts].flat().flatMap((host) => {
          const parsed = parseHost(host)
          return 'invalid' in parsed ? [] : [{ host: parsed.pattern, port: parsed.port ?? ('*' as const) }]
        })
  const source =
    file === 'system' || file === 'mkcert'
      ? file
      : resolveSource(base64 === undefined ? file! : { base64 }, place(isPlainObject(entry) ? `${path}.file` : path))
  return [{ path, source, ...(patterns && { hosts: patterns }) }]
}

function resolveVerify(verify: Record<string, unknown>, path: string, problems: ProblemList): ResolvedVerify[] {
  return Object.entries(verify).flatMap(([host, value]) => {
    const place = pathOf(path, host)
    const parsed = parseHost(host)
    if ('invalid' in parsed || problems.hasErrorAt(place)) return []
    return [{ path: place, host: parsed.pattern, port: parsed.port ?? '*', verify: isTrue(value) }]
  })
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
