import type { ResolvedSource } from '../config/resolved-config.ts'
import type { FaultFacts } from './fault.ts'
import { isDer } from './file-kind.ts'
import { refuseForeignForm } from './foreign-form.ts'
import { type JsonDocument, type JsonField, readJson, type Wanted } from './json-fields.ts'
import { writePem } from './pem.ts'
import { plainContent } from './plain-content.ts'
import { nameOf, readSource } from './source-file.ts'
import { Unusable } from './unusable.ts'

/** What a source holds, as PEM or DER. */
export interface SourceContent {
  bytes: Uint8Array
  /** Said where it was found in another document. */
  remark?: FaultFacts
}

/** Read a source, whatever it is wrapped in. @throws Unusable */
export function readContent(source: ResolvedSource, wanted: Wanted): SourceContent {
  const bytes = plainContent(readSource(source))
  refuseForeignForm(bytes, wanted, nameOf(source))
  const document = readJson(bytes)
  return document ? fromJson(document, wanted, source) : { bytes }
}

const words: Record<Wanted, string> = {
  certificate: 'certificate',
  key: 'private key',
  pfx: 'PKCS#12 file',
  authorities: 'authority',
  list: 'revocation list',
}

/** A secret store's answer: taken where it can mean one thing alone, and the field is named so that it can be given by itself. */
function fromJson(document: JsonDocument, wanted: Wanted, source: ResolvedSource): SourceContent {
  const about = `${nameOf(source)} is JSON${document.origin === undefined ? '' : ` as ${document.origin} writes it`}`
  const fields = document.fields.filter(({ holds }) => holds.has(wanted))
  const [first] = fields
  if (!first) {
    const found = document.fields.filter(({ holds }) => holds.size > 0)
    const rest = found.length === 0 ? '' : ` What can be read is in ${list(found)}.`
    throw new Unusable(
      `${about}; no field of it holds ${words[wanted] === 'authority' ? 'an' : 'a'} ${words[wanted]}.${rest}`,
      `Give the ${words[wanted]} alone.`,
    )
  }
  const taking = `Save that field alone: ${command(first, source)}.`
  const isTaken = fields.length === 1 || wanted === 'certificate'
  if (!isTaken || wanted === 'authorities') {
    const several = fields.length === 1 ? 'Its field' : 'Its fields'
    throw new Unusable(
      `${about}. ${several} ${list(fields)} can be meant.`,
      `Save one of them alone: ${command(first, source)}.`,
    )
  }
  const used = fields.length === 1 ? `its field ${list(fields)} is used` : `its fields ${list(fields)} are used`
  return {
    bytes: fields.length === 1 ? first.content : Buffer.from(fields.map(pemOf).join('\n')),
    remark: { path: source.path, message: `${about}; ${used}.`, remedy: taking },
  }
}

function list(fields: readonly JsonField[]): string {
  return fields.map(({ path }) => path).join(', ')
}

function command({ path }: JsonField, source: ResolvedSource): string {
  return `jq -r '${path}'${source.kind === 'file' ? ` ${source.label}` : ''}`
}

function pemOf({ content }: JsonField): string {
  return isDer(content) ? writePem('CERTIFICATE', content) : Buffer.from(content).toString()
}
