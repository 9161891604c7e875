import type * as Reading from './certificate.ts'
import { requireWhenNeeded } from './require-when-needed.ts'

/** `readCertificate` of `certificate.ts`, which the built package loads when it is first called. */
export const readCertificate: typeof Reading.readCertificate = (der) =>
  requireWhenNeeded('./reading.cjs').readCertificate(der)
