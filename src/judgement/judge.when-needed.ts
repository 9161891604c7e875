import { requireWhenNeeded } from '../tls/require-when-needed.ts'
import type * as Judging from './judge.ts'

/** `judge` of `judge.ts`, which the built package loads when it is first called. */
export const judge: typeof Judging.judge = (evidence) => requireWhenNeeded('./judgement.cjs').judge(evidence)
