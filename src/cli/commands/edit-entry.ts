import { loadCliConfig } from '../cli-config.ts'
import type { CommonOptions } from '../common-options.ts'
import { entryNamed, labelOf } from '../config-entry.ts'
import { changeConfig } from '../edit/change-config.ts'
import { valuePathOf } from '../edit/config-document.ts'
import type { ConfigDocument, ValuePath } from '../edit/editable-document.ts'
import type { Result } from '../result.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

/** Takes a client certificate out of the config. */
export function remove(terminal: Terminal, options: CommonOptions, which: string): Promise<Result> {
  return edit(terminal, options, which, 'removed', (document, entry) => document.remove(entry), 'Remove the entry')
}

/** Switches a client certificate on. */
export function enable(terminal: Terminal, options: CommonOptions, which: string): Promise<Result> {
  const change = (document: ConfigDocument, entry: ValuePath) => document.set([...entry, 'enabled'], true)
  return edit(terminal, options, which, 'enabled', change, 'Write `enabled: true` in the entry')
}

/** Switches a client certificate off: nothing in its entry is read. */
export function disable(terminal: Terminal, options: CommonOptions, which: string): Promise<Result> {
  const change = (document: ConfigDocument, entry: ValuePath) => document.set([...entry, 'enabled'], false)
  return edit(terminal, options, which, 'disabled', change, 'Write `enabled: false` in the entry')
}

async function edit(
  terminal: Terminal,
  options: CommonOptions,
  which: string,
  done: string,
  change: (document: ConfigDocument, entry: ValuePath) => string,
  byHand: string,
): Promise<Result> {
  const config = await loadCliConfig(terminal, options)
  const { file } = config
  if (file === undefined) throw new UsageError('there is no config file here; `vitest-mtls init` writes one')
  const entry = entryNamed(config, which)
  const outcome = await changeConfig(file, (document) => change(document, valuePathOf(entry.path)))
  const label = labelOf(entry)
  return {
    ok: outcome.written,
    data: { file, entry: entry.path, ...outcome, ...(outcome.written ? {} : { byHand }) },
    text: () =>
      outcome.written
        ? `${done} ${label} in ${file}`
        : `${file} was left alone: ${outcome.reason}.\n${byHand} ${label} by hand.`,
  }
}
