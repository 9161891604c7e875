import type { ImportedPassphrase } from './imported.ts'
import { textOf, type Written } from './written.ts'

/** Where a passphrase of another tool stands. Its text goes no further. */
export function passphraseOf(value: Written | undefined): { passphrase?: ImportedPassphrase } {
  if (value?.kind === 'file') return { passphrase: { kind: 'file', file: value.path } }
  if (value?.kind === 'computed') return { passphrase: { kind: 'text' } }
  const text = textOf(value)
  if (text === undefined) return {}
  // A variable of the tool's own is none of the environment.
  const name =
    /^\$\{([A-Za-z_]\w*)\}$/.exec(text)?.[1] ?? /^\{\{\s*process\.env\.([A-Za-z_]\w*)\s*\}\}$/.exec(text)?.[1]
  return { passphrase: name === undefined ? { kind: 'text' } : { kind: 'environment', name } }
}
