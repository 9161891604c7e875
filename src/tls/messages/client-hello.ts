import type { Reader } from '../reader.ts'
import { extension } from '../registry/extensions.ts'
import {
  type Extension,
  readCodes,
  readExtension,
  readOptionalExtensions,
  readProtocolNames,
} from './extension-block.ts'

export interface ClientHello {
  name: 'ClientHello'
  version: number
  random: Uint8Array
  sessionId: Uint8Array
  cipherSuites: number[]
  extensions: Extension[]
  /** server_name (RFC 6066 section 3) */
  servername?: string
  alpnProtocols: string[]
  supportedVersions: number[]
  supportedGroups: number[]
  signatureAlgorithms: number[]
  /** Ages of the offered pre-shared keys; 0 marks an external key (RFC 8446 4.2.11). */
  pskTicketAges: number[]
}

/** RFC 8446 4.1.2, RFC 5246 7.4.1.2 */
export function readClientHello(reader: Reader): ClientHello {
  const version = reader.uint16('legacy_version')
  const random = reader.bytes(32, 'random')
  const sessionId = reader.vector8('legacy_session_id')
  const cipherSuites = readCodes(reader, 'cipher_suites')
  reader.vector8('legacy_compression_methods')
  const extensions = readOptionalExtensions(reader)
  const servername = readExtension(extensions, extension.serverName, readServerName)
  return {
    name: 'ClientHello',
    version,
    random,
    sessionId,
    cipherSuites,
    extensions,
    ...(servername !== undefined && { servername }),
    alpnProtocols: readExtension(extensions, extension.applicationLayerProtocolNegotiation, readProtocolNames) ?? [],
    supportedVersions: readExtension(extensions, extension.supportedVersions, readVersions) ?? [],
    supportedGroups: readExtension(extensions, extension.supportedGroups, (item) => readCodes(item, 'groups')) ?? [],
    signatureAlgorithms:
      readExtension(extensions, extension.signatureAlgorithms, (item) => readCodes(item, 'schemes')) ?? [],
    pskTicketAges: readExtension(extensions, extension.preSharedKey, readTicketAges) ?? [],
  }
}

/** ServerNameList (RFC 6066 section 3): only host_name (0) is defined. */
function readServerName(reader: Reader): string | undefined {
  const names = reader.inside(reader.vector16('server_name_list'), 'server_name_list').list((item) => ({
    type: item.uint8('name_type'),
    name: Buffer.from(item.vector16('host_name')).toString('latin1'),
  }))
  return names.find(({ type }) => type === 0)?.name
}

function readVersions(reader: Reader): number[] {
  return reader.inside(reader.vector8('versions'), 'versions').list((item) => item.uint16('version'))
}

/** OfferedPsks (RFC 8446 4.2.11) */
function readTicketAges(reader: Reader): number[] {
  const ages = reader.inside(reader.vector16('identities'), 'identities').list((item) => {
    item.vector16('identity')
    return item.uint32('obfuscated_ticket_age')
  })
  reader.vector16('binders')
  return ages
}
