import { bytesOf } from '../config/bytes.ts'
import { identityOptions } from '../config/option-table.ts'
import { isPlainObject } from '../config/plain-object.ts'
import type { Option, OptionTable, Shape } from '../config/shape.ts'
import { milliseconds } from './issue/validity.ts'

/** An option; the types' own docstrings describe those of the kit. */
export const option = (shape: Shape): Option => ({ shape, description: '' })

export const text: Shape & { kind: 'text' } = { kind: 'text' }
export const texts: Shape = { kind: 'list', of: text }
export const yesOrNo: Shape = { kind: 'boolean' }
export const passphrase: Shape = { kind: 'text', secret: true }

export const choice = (...choices: readonly string[]): Shape => ({ kind: 'text', choices })

export const date: Shape = { kind: 'any', words: "a Date, or a date as text: '2030-01-31'", fits: isDate }

export const duration: Shape = { kind: 'any', words: "a duration: '90 days' or { days: 90 }", fits: isDuration }

export const yesOrDuration: Shape = {
  kind: 'any',
  words: "true, false, or a duration: '90 days' or { days: 90 }",
  fits: (value) => typeof value === 'boolean' || isDuration(value),
}

/** A distinguished name. */
export const subject: Shape = {
  kind: 'any',
  words: "a name: 'CN=orders,O=Example' or { CN: 'orders' }",
  fits: (value) => typeof value === 'string' || isPlainObject(value) || bytesOf(value) !== undefined,
}

/** One that can issue. */
export const authority: Shape = {
  kind: 'any',
  words: 'an authority, as createAuthority() and loadAuthority() give it',
  fits: (value) => typeof (value as { issueCertificate?: unknown } | null | undefined)?.issueCertificate === 'function',
}

/** One that `revoke` and `ocspResponse` are about. */
export const certificate: Shape = {
  kind: 'any',
  secret: true,
  words: 'a certificate: what the authority has issued, PEM, or a serial number in hexadecimal',
  fits: (value) =>
    isCertificateText(value) || isCertificateText((value as { cert?: unknown } | null | undefined)?.cert),
}

export const bytes: Shape = { kind: 'any', words: 'bytes', fits: (value) => bytesOf(value) !== undefined }

export const func = (words: string): Shape => ({ kind: 'any', words, fits: (value) => typeof value === 'function' })

const identityTable: OptionTable = { ...identityOptions, name: option(text) }

/** A certificate with its key: files, their content, or what the kit has issued. */
export const identity: Shape = { kind: 'object', options: identityTable, issued: true }

function isCertificateText(value: unknown): boolean {
  return typeof value === 'string' && (/^[0-9a-f]+$/i.test(value) || value.includes('-----BEGIN'))
}

function isDate(value: unknown): boolean {
  const isWritten = typeof value === 'string' || Object.prototype.toString.call(value) === '[object Date]'
  return isWritten && !Number.isNaN(new Date(value as string).getTime())
}

function isDuration(value: unknown): boolean {
  try {
    return milliseconds(value as never) >= 0
  } catch {
    return false
  }
}
