import { createRequire } from 'node:module'
import type * as Diagnosis from './diagnose.ts'

const require = createRequire(import.meta.url)

/** `diagnose` of `diagnose.ts`, which the built package loads when it is first called. */
export const diagnose: typeof Diagnosis.diagnose = (evidence) => require('./diagnosis.cjs').diagnose(evidence)
