import type * as Reading from './certificate-requested.ts'
import { requireBuilt } from './require-built.ts'

/** `certificateRequested` of `certificate-requested.ts`, which the built package loads when it is first called. */
export const certificateRequested: typeof Reading.certificateRequested = (recording) =>
  requireBuilt('./reading.cjs').certificateRequested(recording)
