import { createRequire } from 'node:module'
import type * as Judging from './judge.ts'

const require = createRequire(import.meta.url)

/** `judge` of `judge.ts`, which the built package loads when it is first called. */
export const judge: typeof Judging.judge = (evidence) => require('./judgement.cjs').judge(evidence)
