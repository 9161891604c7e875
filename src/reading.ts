/**
 * What reads a recorded handshake. Most requests succeed and nobody looks at theirs, so that the build keeps this in a file of its own,
 * which is loaded at the first call (see tsup.config.ts).
 */
export { HandshakeReader } from './connection/handshake-reader.ts'
export { readCertificate } from './tls/certificate.ts'
export { certificateRequested } from './tls/certificate-requested.ts'
