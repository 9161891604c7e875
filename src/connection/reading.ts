/** What reads a recorded handshake, as one file of the built package: most requests succeed, and nobody looks at theirs. */
export { readCertificate } from '../tls/certificate.ts'
export { certificateRequested } from '../tls/certificate-requested.ts'
export { readerOf } from './handshake-reader.ts'
