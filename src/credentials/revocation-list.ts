import type { ResolvedSource } from '../config/resolved-config.ts'
import { readPem, textOf, writePem } from './pem.ts'
import { readContent } from './source-content.ts'
import { nameOf } from './source-file.ts'
import { Unusable } from './unusable.ts'

const tls = process.getBuiltinModule('node:tls')

/** The certificate revocation lists (RFC 5280 5) of a file, PEM each: Node reads only the first of a text. */
export function readRevocationLists(source: ResolvedSource): string[] {
  const { bytes } = readContent(source, 'list')
  const text = textOf(bytes)
  const blocks = text.includes('-----BEGIN')
    ? readPem(text).filter((block) => /^(X509 )?CRL$/.test(block.label))
    : [{ der: Buffer.from(bytes), line: 1, damage: undefined }]
  if (blocks.length === 0) throw noList(source)
  return blocks.map(({ der, line, damage }) => {
    const pem = writePem('X509 CRL', der)
    if (damage === undefined && isList(pem)) return pem
    if (!text.includes('-----BEGIN')) throw noList(source)
    const what = damage ?? 'holds no revocation list'
    throw new Unusable(`${nameOf(source)} is damaged: the block at line ${line} ${what}.`, 'Copy the file again.')
  })
}

function isList(pem: string): boolean {
  try {
    tls.createSecureContext({ crl: pem, ca: [] })
    return true
  } catch {
    return false
  }
}

function noList(source: ResolvedSource): Unusable {
  return new Unusable(`${nameOf(source)} holds no revocation list.`, 'Give a certificate revocation list, PEM or DER.')
}
