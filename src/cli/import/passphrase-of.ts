import type { ImportedPassphrase } from './imported.ts'
import { textOf, type Written } from './written.ts'

/** Where a passphrase of another tool stands. Its text goes no further. */
export function passphraseOf(value: Written | undefined): { passphrase?: ImportedPassphrase } {
  const text = textOf(value)
  if (text === undefined) return {}
  const name =
    /^\$\{([A-Za-z_]\w*)\}$/.exec(text)?.[1] ?? /^\{\{\s*(?:process\.env\.)?([A-Za-z_]\w*)\s*\}\}$/.exec(text)?.[1]
  return { passphrase: name === undefined ? { kind: 'text' } : { kind: 'environment', name } }
}
