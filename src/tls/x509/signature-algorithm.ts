import { contextTag, DerReader, type DerValue, derTag } from './der.ts'
import { signatureAlgorithms } from './object-identifiers.ts'
import { readObjectIdentifier } from './primitive-values.ts'

export interface SignatureFacts {
  /** Dotted form. */
  identifier: string
  /** Name, or the dotted form where it has none here. */
  name: string
  /** `sha256`; absent where the algorithm has its own or it is not known. */
  hash?: string
}

/** AlgorithmIdentifier of a signature (RFC 5280 4.1.1.2, RFC 4055 3.1). */
export function readSignatureAlgorithm({ content }: DerValue): SignatureFacts {
  const reader = new DerReader(content, 'AlgorithmIdentifier')
  const identifier = readObjectIdentifier(reader.value('algorithm', derTag.objectIdentifier))
  const name = signatureAlgorithms.get(identifier) ?? identifier
  const hash = name === 'RSASSA-PSS' ? readPssHash(reader) : /(md\d|sha\d+)/i.exec(name)?.[1]?.toLowerCase()
  return { identifier, name, ...(hash !== undefined && { hash }) }
}

/** RSASSA-PSS-params: SHA-1 is the default. */
function readPssHash(reader: DerReader): string | undefined {
  const parameters = reader.optional('parameters', derTag.sequence)
  const tagged =
    parameters &&
    new DerReader(parameters.content, 'RSASSA-PSS-params').optional('hashAlgorithm', contextTag(0, 'constructed'))
  if (tagged === undefined) return 'sha1'
  const algorithm = new DerReader(tagged.content, 'hashAlgorithm').inside('HashAlgorithm', derTag.sequence)
  return hashes.get(readObjectIdentifier(algorithm.value('algorithm', derTag.objectIdentifier)))
}

const hashes = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])
