import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { mayBePath } from '../../config/path-or-content.ts'
import { loadCliConfig } from '../cli-config.ts'
import type { CommonOptions } from '../common-options.ts'
import { type Change, changeConfig } from '../edit/change-config.ts'
import { rootPathOf } from '../edit/config-document.ts'
import type { WrittenValue } from '../edit/editable-document.ts'
import { literal } from '../edit/literal.ts'
import { writeAtomically } from '../edit/write-atomically.ts'
import { readImport } from '../import/detect.ts'
import { entriesOf, type ImportOutcome } from '../import/entries.ts'
import { runnerOf } from '../init-plan.ts'
import { newConfigFile, newConfigText } from '../new-config.ts'
import { type Paint, painter } from '../paint.ts'
import type { Result } from '../result.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { wrapped } from '../wrapped.ts'

interface ImportOptions extends CommonOptions {
  from?: string
  dryRun?: true
}

/** Entries from another tool's client certificates, added to the config, or to a new one. */
export async function importFile(terminal: Terminal, options: ImportOptions, name: string): Promise<Result> {
  const file = path.resolve(terminal.cwd, name)
  if (!existsSync(file)) throw new UsageError(`${name}: there is no such file in ${terminal.cwd}`)
  const imported = await readImport(file, readFileSync(file, 'utf8'), options.from)
  const config = await loadCliConfig(terminal, options)
  const target = config.file ?? newConfigFile(terminal.cwd, runnerOf(terminal.cwd))
  const outcome = entriesOf(imported, { file, cwd: terminal.cwd, folder: path.dirname(target) })
  const change: Change | undefined =
    options.dryRun || outcome.entries.length + outcome.ca.length === 0
      ? undefined
      : await write(target, config.file === undefined, outcome)
  const { notes, exports } = outcome
  const [entries, ca] = [outcome.entries.map(withoutContent), outcome.ca.map(withoutContent)]
  const shown = { ...outcome, entries, ca }
  return {
    ok: entries.length > 0 && change?.written !== false,
    data: { tool: imported.tool, entries, ca, notes, exports, file: target, ...(change ?? { written: false }) },
    text: ({ columns, color }) => textOf(imported.tool, shown, target, change, columns, painter(color)),
  }
}

/** A key may stand where the tool takes a path: it goes where it belongs, and is not shown. */
function withoutContent<Value extends WrittenValue>(value: Value): Value {
  if (typeof value === 'string') return (mayBePath(value) ? value : '…') as Value
  if (Array.isArray(value)) return value.map(withoutContent) as unknown as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutContent(one)])) as Value
}

async function write(file: string, isNew: boolean, { entries, ca }: ImportOutcome): Promise<Change> {
  if (!isNew) {
    const changes: [list: string, value: WrittenValue][] = [
      ...ca.map((value): [string, WrittenValue] => ['ca', value]),
      ...entries.map((value): [string, WrittenValue] => ['clientCertificates', value]),
    ]
    return changeConfig(
      file,
      ...changes.map(
        ([list, value]) =>
          (document: Parameters<Parameters<typeof changeConfig>[1]>[0]) =>
            document.append([...rootPathOf(file), list], value),
      ),
    )
  }
  const list = (values: readonly WrittenValue[]) =>
    `[\n${values.map((value) => `    ${literal(value, "'")},\n`).join('')}  ]`
  const authorities = ca.length > 0 ? `  ca: ${list(ca)},\n` : ''
  writeAtomically(file, newConfigText(file, `${authorities}  clientCertificates: ${list(entries)},\n`))
  return { written: true }
}

function textOf(
  tool: string,
  { entries, ca, notes, exports }: ImportOutcome,
  file: string,
  change: Change | undefined,
  columns: number,
  paint: Paint,
): string {
  const count = `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} from ${tool}`
  const state =
    change === undefined
      ? `${count}; nothing was written`
      : change.written
        ? `${count}, written to ${file}`
        : `${file} was left alone: ${change.reason}. Write by hand:`
  return [
    paint('bold', state),
    ...entries.map((entry) => `  ${literal(entry, "'")}`),
    ...(ca.length > 0 ? [`  ca: ${literal(ca, "'")}`] : []),
    ...(exports.length > 0 ? ['', paint('bold', 'Set before a run'), ...exports.map((line) => `  ${line}`)] : []),
    ...(notes.length > 0
      ? [
          '',
          paint('bold', 'To look at'),
          ...notes.map(({ line, text }) => wrapped(`line ${line}: ${text}`, columns, '  ', '  ')),
        ]
      : []),
  ].join('\n')
}
