import type * as Reading from './certificate.ts'
import { requireBuilt } from './require-built.ts'

/** `readCertificate` of `certificate.ts`, which the built package loads when it is first called. */
export const readCertificate: typeof Reading.readCertificate = (der) =>
  requireBuilt('./reading.cjs').readCertificate(der)
