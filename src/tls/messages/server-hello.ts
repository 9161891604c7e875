import type { Reader } from '../reader.ts'
import { extension } from '../registry/extensions.ts'
import { protocolVersion } from '../registry/protocol-versions.ts'
import {
  type Extension,
  hasExtension,
  readExtension,
  readOptionalExtensions,
  readProtocolNames,
} from './extension-block.ts'

export interface ServerHello {
  /** A HelloRetryRequest is a ServerHello with a fixed random (RFC 8446 4.1.4). */
  name: 'ServerHello' | 'HelloRetryRequest'
  /** Of supported_versions where that extension is present. */
  version: number
  random: Uint8Array
  sessionId: Uint8Array
  cipherSuite: number
  extensions: Extension[]
  /** TLS 1.3: group of the key share, or the one that a HelloRetryRequest asks for. */
  group?: number
  /** TLS 1.3: which of the offered pre-shared keys was taken. */
  selectedPsk?: number
  /** TLS 1.2 (RFC 7301 3.1) */
  alpn?: string
  encryptThenMac: boolean
}

/** RFC 8446 4.1.3, RFC 5246 7.4.1.3 */
export function readServerHello(reader: Reader): ServerHello {
  const legacyVersion = reader.uint16('legacy_version')
  const random = reader.bytes(32, 'random')
  const sessionId = reader.vector8('legacy_session_id_echo')
  const cipherSuite = reader.uint16('cipher_suite')
  reader.uint8('legacy_compression_method')
  const extensions = readOptionalExtensions(reader)
  const selected = readExtension(extensions, extension.supportedVersions, (item) => item.uint16('selected_version'))
  const version = selected ?? legacyVersion
  const retry = Buffer.from(random).equals(retryRandom)
  const group = version === protocolVersion.tls13 ? readKeyShareGroup(extensions, retry) : undefined
  const selectedPsk = readExtension(extensions, extension.preSharedKey, (item) => item.uint16('selected_identity'))
  const alpn = readExtension(extensions, extension.applicationLayerProtocolNegotiation, readProtocolNames)?.[0]
  return {
    name: retry ? 'HelloRetryRequest' : 'ServerHello',
    version,
    random,
    sessionId,
    cipherSuite,
    extensions,
    ...(group !== undefined && { group }),
    ...(selectedPsk !== undefined && { selectedPsk }),
    ...(alpn !== undefined && { alpn }),
    encryptThenMac: hasExtension(extensions, extension.encryptThenMac),
  }
}

/** KeyShareServerHello, KeyShareHelloRetryRequest (RFC 8446 4.2.8) */
function readKeyShareGroup(extensions: readonly Extension[], retry: boolean): number | undefined {
  return readExtension(extensions, extension.keyShare, (item) => {
    const group = item.uint16('group')
    if (!retry) item.vector16('key_exchange')
    return group
  })
}

/** SHA-256 of "HelloRetryRequest" (RFC 8446 4.1.3). */
const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')
