import type { OptionTable, Shape, TableOf } from '../../config/shape.ts'
import { keyUsages } from '../../tls/x509/certificate-extensions.ts'
import { date, duration, option, subject, text, texts, yesOrDuration, yesOrNo } from '../shapes.ts'
import type { CertificateOptions } from './certificate-options.ts'

const key: Shape = {
  kind: 'any',
  secret: true,
  words: 'a private key: PEM, or a KeyObject',
  fits: (value) =>
    typeof value === 'string' ? value.includes('-----BEGIN') : (value as { type?: unknown } | null)?.type === 'private',
}

const digits: Shape = {
  kind: 'any',
  words: 'hexadecimal digits of a number above 0',
  fits: (value) => isHexadecimal(value) && /[1-9a-f]/i.test(value),
}

const extension: Shape = {
  kind: 'object',
  options: {
    oid: option(text),
    critical: option(yesOrNo),
    value: option({
      kind: 'any',
      words: 'bytes, or hexadecimal digits',
      fits: (value) => (isHexadecimal(value) && value.length % 2 === 0) || ArrayBuffer.isView(value),
    }),
  },
  required: ['oid', 'value'],
}

const nameConstraints: Shape = { kind: 'object', options: { permitted: option(texts), excluded: option(texts) } }

/** What a certificate can be asked for. */
export const certificateOptions: TableOf<CertificateOptions> = {
  subject: option(subject),
  subjectAltNames: option(texts),
  validFor: option(duration),
  validFrom: option(date),
  validTo: option(date),
  expired: option(yesOrDuration),
  notYetValid: option(yesOrDuration),
  keyType: option(text),
  key: option(key),
  hash: option({ kind: 'text', choices: ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] }),
  keyUsage: option({ kind: 'list', of: { kind: 'text', choices: keyUsages }, orFalse: true }),
  extendedKeyUsage: option({ kind: 'list', of: text, orFalse: true }),
  isCA: option(yesOrNo),
  pathLength: option({ kind: 'number', whole: true }),
  nameConstraints: option(nameConstraints),
  crlUrls: option(texts),
  ocspUrls: option(texts),
  issuerUrls: option(texts),
  extensions: option({ kind: 'list', of: extension }),
  serialNumber: option(digits),
}

export const serverCertificateOptions: OptionTable = { ...certificateOptions, hosts: option(texts) }

function isHexadecimal(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{2})*[0-9a-f]?$/i.test(value)
}
