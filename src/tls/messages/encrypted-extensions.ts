import type { Reader } from '../reader.ts'
import { extension } from '../registry/extensions.ts'
import { type Extension, readExtension, readExtensions, readProtocolNames } from './extension-block.ts'

export interface EncryptedExtensions {
  name: 'EncryptedExtensions'
  extensions: Extension[]
  alpn?: string
}

/** RFC 8446 4.3.1 */
export function readEncryptedExtensions(reader: Reader): EncryptedExtensions {
  const extensions = readExtensions(reader)
  const alpn = readExtension(extensions, extension.applicationLayerProtocolNegotiation, readProtocolNames)?.[0]
  return { name: 'EncryptedExtensions', extensions, ...(alpn !== undefined && { alpn }) }
}
