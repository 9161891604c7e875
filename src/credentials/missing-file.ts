import path from 'node:path'
import type { ResolvedSource } from '../config/resolved-config.ts'
import { shownPath } from '../config/shown-path.ts'
import { suggestionFor } from '../config/suggestion.ts'

const { existsSync, lstatSync, readdirSync } = process.getBuiltinModule('node:fs')

/** What to do about a file that does not exist: the one that was probably meant, or where it was looked for. */
export function missingFileRemedy({ file, label }: ResolvedSource & { kind: 'file' }): string {
  // The folder may come from a variable whose content must not be shown.
  if (label.includes('${')) return 'Correct the path.'
  const folder = path.dirname(file)
  if (isLink(file)) return 'It is a link to a file that does not exist: let it point to one.'
  return (
    misspelt(file) ??
    suggestion(nearestName(folder, path.basename(file)), 'in the same folder') ??
    suggestion(elsewhere(file), 'with other capitals') ??
    `Put the file into ${shownPath(folder)}, or correct the path.`
  )
}

/** Found once what does not belong into a path is taken away. */
function misspelt(file: string): string | undefined {
  if (file !== file.trim() && existsSync(file.trim()))
    return 'It exists without the white space at the end of its name.'
  const unquoted = file.replaceAll(/["'`]/g, '')
  if (unquoted !== file && existsSync(unquoted)) return 'It exists without the quotes: take them away.'
  if (path.sep === '/' && file.includes('\\')) {
    const withSlashes = file.replaceAll(/\\+/g, '/')
    if (existsSync(withSlashes))
      return 'It exists with slashes in the place of the backslashes: write the path with slashes.'
    return 'Backslashes separate folders on Windows alone: write the path with slashes, which are right everywhere.'
  }
  if (/(^|\/)file:\//.test(file)) return 'Write the path alone, without file://.'
  if (/(^|\/)~\//.test(file)) return `Nothing puts the home folder in the place of ~: write \${HOME}.`
  return undefined
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function suggestion(name: string | undefined, where: string): string | undefined {
  return name === undefined ? undefined : `Did you mean ${name}, ${where}?`
}

/** The same name with another extension comes before one that is only similar. */
function nearestName(folder: string, wanted: string): string | undefined {
  const names = namesIn(folder)
  const stem = (name: string) => path.parse(name).name.toLowerCase()
  return (
    names.find((name) => name.toLowerCase() === wanted.toLowerCase()) ??
    suggestionFor(wanted, names) ??
    names.find((name) => stem(name) === stem(wanted))
  )
}

/** The path whose folders differ in capitals alone. */
function elsewhere(file: string): string | undefined {
  const parts = file.split(path.sep)
  let found = parts[0] === '' ? path.sep : parts[0]!
  for (const part of parts.slice(1)) {
    const names = namesIn(found)
    const name = names.includes(part) ? part : names.find((one) => one.toLowerCase() === part.toLowerCase())
    if (name === undefined) return undefined
    found = path.join(found, name)
  }
  return found
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
