import { homedir } from 'node:os'
import path from 'node:path'
import type { WrittenValue } from '../edit/editable-document.ts'
import type { ImportedFile, ImportedRule } from './imported.ts'
import { inOurOrder } from './precedence.ts'

/** An entry of `clientCertificates` as it is written. */
export type ImportedEntry = { [name: string]: WrittenValue }

/** What an import comes to. */
export interface ImportOutcome {
  entries: ImportedEntry[]
  ca: WrittenValue[]
  notes: { line: number; text: string }[]
  /** Lines for a shell, one a passphrase that has to be in the environment. */
  exports: string[]
}

/** Where the files of an import lie, and where the config does. Absolute. */
export interface Places {
  /** The imported file. */
  file: string
  cwd: string
  /** Folder of the config. */
  folder: string
}

/** The file of another tool as entries of a config. A passphrase becomes the name of an environment variable. */
export function entriesOf(imported: ImportedFile, places: Places): ImportOutcome {
  const notes = [...imported.notes]
  const usable = imported.rules.filter((rule) => isWhole(rule, notes))
  const place = (written: string) => relative(written, imported, places)
  const variables = new Variables(places)
  const names = new Set<string>()
  const entries = inOurOrder(usable, notes).map(({ rule, host, port, enabled }): ImportedEntry => {
    const { cert, key, pfx, passphrase } = rule
    const name = rule.name === undefined ? undefined : unused(rule.name, names)
    return {
      ...(name !== undefined && { name }),
      host,
      ...(port !== 443 && { port }),
      ...(pfx === undefined ? { cert: place(cert!), key: place(key!) } : { pfx: place(pfx) }),
      ...(passphrase && { passphrase: `\${${variables.nameFor(rule, host)}}` }),
      ...(!enabled && { enabled: false }),
    }
  })
  const ca = imported.ca.map(({ file, hosts }): WrittenValue => (hosts ? { file: place(file), hosts } : place(file)))
  return {
    entries,
    ca: unique(ca),
    notes: unique(notes).sort((a, b) => a.line - b.line),
    exports: variables.exports(place),
  }
}

function isWhole({ cert, key, pfx, line }: ImportedRule, notes: ImportOutcome['notes']): boolean {
  if (pfx !== undefined || (cert !== undefined && key !== undefined)) return true
  const missing = cert === undefined ? (key === undefined ? 'certificate' : 'certificate file') : 'key'
  notes.push({ line, text: `the ${missing} is missing or computed: write this entry by hand` })
  return false
}

/** One variable a rule, named after the rule. */
class Variables {
  readonly #byRule = new Map<ImportedRule, string>()
  readonly #file: string

  constructor({ file }: Places) {
    this.#file = path.basename(file)
  }

  nameFor(rule: ImportedRule, host: string): string {
    if (rule.passphrase?.kind === 'environment') return rule.passphrase.name
    const present = this.#byRule.get(rule)
    if (present !== undefined) return present
    const words = (rule.name ?? host)
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
    const stem = `${/^[A-Z]/.test(words) ? words : `CLIENT${words === '' ? '' : `_${words}`}`}_PASSPHRASE`
    const name = unused(stem, new Set(this.#byRule.values()), '_')
    this.#byRule.set(rule, name)
    return name
  }

  exports(place: (file: string) => string): string[] {
    return [...this.#byRule].map(([{ passphrase, line }, name]) =>
      passphrase?.kind === 'file'
        ? `export ${name}="$(cat '${place(passphrase.file).replaceAll("'", "'\\''")}')"`
        : `export ${name}=...  # the passphrase at line ${line} of ${this.#file}`,
    )
  }
}

/** The name, or the name with a number where it is taken. */
function unused(name: string, taken: Set<string>, separator = '-'): string {
  let candidate = name
  for (let number = 2; taken.has(candidate); number++) candidate = `${name}${separator}${number}`
  taken.add(candidate)
  return candidate
}

/** Relative to the config, with slashes; what begins with a variable stays as it is, and an absolute path to elsewhere. */
function relative(written: string, { base }: ImportedFile, { file, cwd, folder }: Places): string {
  if (written.startsWith('${')) return written
  const from = base === 'file' ? path.dirname(file) : cwd
  const absolute = path.resolve(from, written.replace(/^~(?=$|[\\/])/, homedir()))
  const short = path.relative(folder, absolute)
  const isElsewhere = path.isAbsolute(written) && short.startsWith('..')
  return (short === '' || isElsewhere || path.isAbsolute(short) ? absolute : short).split(path.sep).join('/')
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}
