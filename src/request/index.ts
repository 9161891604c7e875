import '../ambient/assertions.ts'

export type { MtlsOptions } from '../config/options.ts'
export { ConfigError, type ConfigProblem } from '../errors/config-error.ts'
export { ConnectionError } from '../errors/connection-error.ts'
export { HandshakeError } from '../errors/handshake-error.ts'
export { MtlsError } from '../errors/mtls-error.ts'
export type { EntryExplanation, Explanation } from '../evidence/explanation.ts'
export type {
  Alert,
  Certificate,
  CertificateProblem,
  CertificateProblemClass,
  CertificateRequest,
  ClientCertificateStatus,
  ClientKind,
  Handshake,
  TlsVersion,
} from '../tls/handshake.ts'
export { createClient, type MtlsClient, type RequestFunction } from './client.ts'
export { explain, request } from './default-client.ts'
export { type HandshakeFilter, handshakes } from './handshakes.ts'
export { handshakeOf, handshakesOf, type MtlsResponse, originalHandshakeOf } from './mtls-response.ts'
export type { MtlsRequestInit, RequestInput } from './request-init.ts'
export { writeCapture } from './write-capture.ts'
