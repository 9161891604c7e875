import { createRequire } from 'node:module'
import type * as Reading from './certificate-requested.ts'

const require = createRequire(import.meta.url)

/** `certificateRequested` of `certificate-requested.ts`, which the built package loads when it is first called. */
export const certificateRequested: typeof Reading.certificateRequested = (recording) =>
  require('./reading.cjs').certificateRequested(recording)
