import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseHost } from '../../config/host-pattern.ts'
import { configError } from '../../config/problem-list.ts'
import { checkedValue } from '../checked-value.ts'
import { loadCliConfig } from '../cli-config.ts'
import type { CommonOptions } from '../common-options.ts'
import { changeConfig } from '../edit/change-config.ts'
import { rootPathOf } from '../edit/config-document.ts'
import type { WrittenValue } from '../edit/editable-document.ts'
import { literal } from '../edit/literal.ts'
import { painter } from '../paint.ts'
import { problemLines } from '../problem-lines.ts'
import type { Result } from '../result.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

interface AddOptions {
  cert?: string
  key?: string
  pfx?: string
  passphraseEnv?: string
  name?: string
}

/** Adds a client certificate to the config, after the checks that a run makes. */
export async function add(terminal: Terminal, options: AddOptions & CommonOptions, host: string): Promise<Result> {
  checkFiles(options, terminal)
  const { file, folder, profile } = await loadCliConfig(terminal, options)
  if (file === undefined) throw new UsageError('there is no config file here; `vitest-mtls init` writes one')
  const entry = entryOf(host, options, (given) => relativeTo(folder, path.resolve(terminal.cwd, given)))
  const { list, errors, warnings } = await checkedValue(file, terminal.env, profile, entry)
  if (errors.length > 0) throw configError(errors)
  const outcome = await changeConfig(file, (document) => document.append([...rootPathOf(file), ...list], entry))
  const written = literal(entry, "'")
  return {
    ok: outcome.written,
    data: { file, entry, ...outcome, warnings },
    text: ({ color, columns }) =>
      [
        outcome.written
          ? `added to ${file}:\n  ${written}`
          : `${file} was left alone: ${outcome.reason}.\nWrite this into ${list.join('.')} by hand:\n  ${written}`,
        ...problemLines(warnings, columns, painter(color)),
      ].join('\n'),
  }
}

function checkFiles({ cert, key, pfx }: AddOptions, { cwd }: Terminal): void {
  if (pfx !== undefined && (cert !== undefined || key !== undefined))
    throw new UsageError('give either --pfx, or --cert with --key')
  if (pfx === undefined && (cert === undefined || key === undefined)) {
    const missing =
      cert === undefined && key === undefined ? '--cert and --key, or --pfx' : cert === undefined ? '--cert' : '--key'
    throw new UsageError(`${missing} is missing: add HOST --cert FILE --key FILE`.replace('--pfx is', '--pfx are'))
  }
  for (const [option, file] of Object.entries({ '--cert': cert, '--key': key, '--pfx': pfx })) {
    if (file !== undefined && !existsSync(path.resolve(cwd, file)))
      throw new UsageError(`${option}: there is no such file in ${cwd}`)
  }
}

function entryOf(
  written: string,
  { cert, key, pfx, passphraseEnv, name }: AddOptions,
  place: (file: string) => string,
) {
  const parsed = parseHost(written)
  if ('invalid' in parsed) throw new UsageError(`the host ${parsed.invalid}; write it like api.internal:8443`)
  if (parsed.never !== undefined) throw new UsageError(`the host ${parsed.never}`)
  const host = written
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/$/, '')
  const bare = parsed.port === undefined ? host : host.slice(0, host.lastIndexOf(':'))
  if (passphraseEnv !== undefined && !/^[A-Za-z_]\w*$/.test(passphraseEnv)) {
    throw new UsageError('--passphrase-env takes the name of an environment variable, such as ORDERS_KEY_PASSPHRASE')
  }
  const entry: { [name: string]: WrittenValue } = {
    ...(name === undefined ? {} : { name }),
    host: bare,
    ...(parsed.port === undefined ? {} : { port: parsed.port }),
    ...(pfx === undefined ? { cert: place(cert!), key: place(key!) } : { pfx: place(pfx) }),
    ...(passphraseEnv === undefined ? {} : { passphrase: `\${${passphraseEnv}}` }),
  }
  return entry
}

/** As people write it in a config, on every system. */
function relativeTo(folder: string, file: string): string {
  const relative = path.relative(folder, file)
  return (path.isAbsolute(relative) ? relative : relative || '.').split(path.sep).join('/')
}
