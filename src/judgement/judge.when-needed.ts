import { requireBuilt } from '../tls/require-built.ts'
import type * as Judging from './judge.ts'

/** `judge` of `judge.ts`, which the built package loads when it is first called. */
export const judge: typeof Judging.judge = (evidence) => requireBuilt('./judgement.cjs').judge(evidence)
