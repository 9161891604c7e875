import path from 'node:path'
import { holdsSecret } from './secret-text.ts'
import { absentPart } from './shown-path.ts'
import { suggestionFor } from './suggestion.ts'

const { existsSync, readdirSync } = process.getBuiltinModule('node:fs')

/**
 * Whether a text that stands where a path may stand is rather content: what cannot be a path, and what names no file and has not the look of
 * a path either. Such a text may be a key or a passphrase: nobody shows it.
 */
export function isContent(text: string, folder: string): boolean {
  const trimmed = text.trim()
  if (cannotBePath(trimmed)) return true
  if (existsSync(path.resolve(folder, text))) return false
  return holdsSecret(trimmed) || !looksLikePath(trimmed, folder)
}

/** Whether content has nothing of a key, so that it may name a file that does not exist yet; folders that exist are no secret. */
export function mayBePath(text: string): boolean {
  return !cannotBePath(text.trim()) && !holdsSecret(absentPart(text))
}

/** Whether a file or a folder of that name may be meant: one that is there, or one that something is going to be written to. */
export function mayBePlace(text: string, kind: 'file' | 'folder'): boolean {
  if (cannotBePath(text.trim()) || derInBase64.test(text)) return false
  const isNamed = /\.(?!(?:key|pem|crt|cer|der|p12|pfx)$)\w{1,8}$/i.test(text)
  return kind === 'folder' || isNamed || !holdsSecret(text) || existsSync(text)
}

/** A SEQUENCE, as every key and certificate is one. */
const derInBase64 = /(?<![A-Za-z0-9+])M[A-I][A-Za-z0-9+/]{22,}/

const separator = path.sep === '/' ? '/' : /[\\/]/

/** More than one line, longer than a path or a name in it may be, JSON, or PEM's own line. */
function cannotBePath(text: string): boolean {
  if (/[\p{Cc}\u2028\u2029]/u.test(text) || /^["'`]?\s*[[{]/.test(text)) return true
  if (text.length > 4000 || text.split(separator).some((name) => Buffer.byteLength(name) > 255)) return true
  return /[-\u2010-\u2015]{2,}\s*(BEGIN|END)\b/i.test(text)
}

const usualExtension =
  /\.(pem|crt|cert?|der|key|p8|pk8|p12|pfx|p7[bcs]|jks|jceks|keystore|truststore|ks|crl|csr|txt|json|b64|base64|asc|bundle|ca)$/i

/** A word alone may be a passphrase that stands in the wrong place. */
function looksLikePath(text: string, folder: string): boolean {
  const unquoted = text.replaceAll(/^["'`]|["'`]$/g, '')
  if (usualExtension.test(unquoted)) return true
  const [, first = ''] = /^((?:[A-Za-z]:|\.{1,2})?[\\/]*[^\\/]*)[\\/]/.exec(unquoted) ?? []
  if (first !== '') return existsSync(path.resolve(folder, first))
  return !/[\\/]/.test(unquoted) && hasNeighbour(unquoted, folder)
}

function hasNeighbour(name: string, folder: string): boolean {
  try {
    return name.length > 3 && suggestionFor(name, readdirSync(folder)) !== undefined
  } catch {
    return false
  }
}
