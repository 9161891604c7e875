import { expect } from 'vitest'
import { compareVerdicts } from './agreement-round.ts'
import { makeChain, soundDraft } from './chain-draft.ts'
import type { Kind } from './kind-changes.ts'

/** Problems of a sound chain with one change, each as `class@place`; fails where OpenSSL does not agree. */
export async function agreedProblems(change: Kind[1]): Promise<string[]> {
  const draft = soundDraft(2)
  change(draft.parts, draft)
  const { problems, disagreements } = await compareVerdicts(makeChain(draft))
  expect(disagreements).toEqual([])
  return problems.map(({ class: one, position, place }) => `${one}@${position ?? place ?? '-'}`)
}
