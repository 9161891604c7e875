import path from 'node:path'
import { withoutSecrets } from './secret-text.ts'

const { existsSync } = process.getBuiltinModule('node:fs')

/** An absolute path for messages: what exists of it is no secret, what does not may be one. */
export function shownPath(file: string): string {
  const existing = existingPart(file)
  const rest = path.relative(existing, file)
  return rest === '' ? existing : path.join(existing, withoutSecrets(rest))
}

/** The part of a path that names nothing that exists. */
export function absentPart(file: string): string {
  return path.isAbsolute(file) ? path.relative(existingPart(file), file) : file
}

function existingPart(file: string): string {
  let existing = file
  while (!existsSync(existing) && path.dirname(existing) !== existing) existing = path.dirname(existing)
  return existing
}
