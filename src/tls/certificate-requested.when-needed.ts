import type * as Reading from './certificate-requested.ts'
import { requireWhenNeeded } from './require-when-needed.ts'

/** `certificateRequested` of `certificate-requested.ts`, which the built package loads when it is first called. */
export const certificateRequested: typeof Reading.certificateRequested = (recording) =>
  requireWhenNeeded('./reading.cjs').certificateRequested(recording)
