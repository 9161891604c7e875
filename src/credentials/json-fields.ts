import { withoutSecrets } from '../config/secret-text.ts'
import { isDer, isPkcs12 } from './file-kind.ts'
import { isCertificate } from './is-certificate.ts'
import { jsonOf } from './json-text.ts'
import { readPem, textOf } from './pem.ts'
import { plainContent } from './plain-content.ts'

/** What is looked for in a source. */
export type Wanted = 'certificate' | 'key' | 'pfx' | 'authorities' | 'list'

/** A JSON document as a secret store answers it. */
export interface JsonDocument {
  /** Whose it is: `HashiCorp Vault`; undefined where its names do not tell. */
  origin?: string
  /** Every string inside, decoded. */
  fields: JsonField[]
}

export interface JsonField {
  /** Its place as jq writes it: `.data.private_key`. */
  path: string
  content: Uint8Array
  holds: ReadonlySet<Wanted>
}

/** Read JSON; undefined for anything else. */
export function readJson(bytes: Uint8Array): JsonDocument | undefined {
  const value = jsonOf(textOf(bytes))
  if (value === undefined) return undefined
  const origin = originOf(value)
  return { ...(origin !== undefined && { origin }), fields: fieldsOf(value, '', 0) }
}

/** Strings hold JSON of their own in AWS Secrets Manager. */
function fieldsOf(value: unknown, path: string, depth: number): JsonField[] {
  if (depth > 8) return []
  if (typeof value === 'string') {
    const inner = jsonOf(value)
    if (inner) return fieldsOf(inner, `${path} | fromjson | `, depth + 1)
    const content = plainContent(Buffer.from(value))
    return [{ path: withoutSecrets(path), content, holds: holdings(content) }]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const step = Array.isArray(value) ? `[${key}]` : /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `["${key}"]`
    const isFirst = path === '' || path.endsWith(' ')
    return fieldsOf(item, isFirst && step.startsWith('[') ? `${path}.${step}` : `${path}${step}`, depth + 1)
  })
}

function holdings(content: Uint8Array): Set<Wanted> {
  const found = new Set<Wanted>()
  if (isPkcs12(content)) return found.add('pfx')
  if (isDer(content)) return isCertificate(content) ? found.add('certificate').add('authorities') : found.add('key')
  for (const { label } of readPem(textOf(content))) {
    if (label.endsWith('PRIVATE KEY')) found.add('key')
    else if (label.endsWith('CRL')) found.add('list')
    else if (label.includes('CERTIFICATE') || label.startsWith('PKCS')) found.add('certificate').add('authorities')
  }
  return found
}

/** By the names that each of them writes. */
function originOf(value: object): string | undefined {
  const names = new Set(namesIn(value, 0))
  const has = (...wanted: string[]) => wanted.every((name) => names.has(name))
  if (has('SecretString') || has('SecretBinary')) return 'AWS Secrets Manager'
  if (has('PrivateKey', 'CertificateChain')) return 'AWS Certificate Manager'
  if (has('Parameter', 'Value')) return 'AWS Systems Manager'
  if (has('apiVersion', 'kind')) return 'Kubernetes'
  if (has('lease_id') || has('request_id') || has('issuing_ca') || has('data', 'private_key')) return 'HashiCorp Vault'
  if (has('kid', 'contentType')) return 'Azure Key Vault'
  return undefined
}

function namesIn(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth > 3) return []
  return [...Object.keys(value), ...Object.values(value).flatMap((item) => namesIn(item, depth + 1))]
}
