import { chmodSync, lstatSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The file was changed by somebody else since it was read. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile'
}

/**
 * Replaces the text of a file at once: whoever reads it sees the old or the new one. `before`: what it held when it was read;
 * absent for a file that must not exist yet. Permissions and links stay.
 */
export function writeAtomically(file: string, text: string, before?: string, mode = 0o644): void {
  const target = before === undefined ? file : realpathSync(file)
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`)
  try {
    const permissions = before === undefined ? mode : statSync(target).mode & 0o777
    writeFileSync(temporary, text, { flag: 'wx', mode: permissions })
    // The process's mask takes away what the file had.
    if (before !== undefined) chmodSync(temporary, permissions)
    if (before === undefined ? exists(target) : readFileSync(target, 'utf8') !== before) {
      throw new ChangedMeanwhile(`${file} was changed by somebody else meanwhile: nothing was written`)
    }
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    // Node names the file of some failures alone.
    throw Object.assign(error as Error, { path: file, dest: undefined })
  }
}

function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}
