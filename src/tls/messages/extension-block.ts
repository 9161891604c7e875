import { Reader } from '../reader.ts'

export interface Extension {
  type: number
  data: Uint8Array
}

/** Of a hello: TLS 1.2 lets it end before the extensions (RFC 5246 7.4.1.2). */
export function readOptionalExtensions(reader: Reader): Extension[] {
  return reader.left === 0 ? [] : readExtensions(reader)
}

/** Extension extensions<0..2^16-1> (RFC 8446 4.2) */
export function readExtensions(reader: Reader): Extension[] {
  return reader.inside(reader.vector16('extensions'), 'extensions').list((item) => ({
    type: item.uint16('extension_type'),
    data: item.vector16('extension_data'),
  }))
}

/** Reads the content of one extension to its end; undefined when it is absent. */
export function readExtension<Content>(
  extensions: readonly Extension[],
  type: number,
  read: (reader: Reader) => Content,
): Content | undefined {
  const extension = extensions.find((candidate) => candidate.type === type)
  if (extension === undefined) return undefined
  const reader = new Reader(extension.data, `extension ${type}`)
  const content = read(reader)
  reader.end()
  return content
}

export function hasExtension(extensions: readonly Extension[], type: number): boolean {
  return extensions.some((extension) => extension.type === type)
}

/** A vector16 of uint16 values: groups, signature schemes, cipher suites. */
export function readCodes(reader: Reader, field: string): number[] {
  return reader.inside(reader.vector16(field), field).list((item) => item.uint16(field))
}

/** ProtocolNameList (RFC 7301 3.1). */
export function readProtocolNames(reader: Reader): string[] {
  return reader
    .inside(reader.vector16('protocol_name_list'), 'protocol_name_list')
    .list((item) => Buffer.from(item.vector8('ProtocolName')).toString('latin1'))
}
