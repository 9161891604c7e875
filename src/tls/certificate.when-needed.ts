import { createRequire } from 'node:module'
import type * as Reading from './certificate.ts'

const require = createRequire(import.meta.url)

/** `readCertificate` of `certificate.ts`, which the built package loads when it is first called. */
export const readCertificate: typeof Reading.readCertificate = (der) => require('./reading.cjs').readCertificate(der)
