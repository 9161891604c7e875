import type { TestContext } from 'vitest'
import type { EvidenceCollector } from '../report/evidence-collector.ts'

/** A test that has run, or is about to. */
export type Test = TestContext['task']

/** A test file, as its hooks get it. */
export interface TestFile {
  filepath: string
  meta: object
}

/** What is known of a test between its attempts. */
export interface TestRecord {
  attempts: number
  collector?: EvidenceCollector
}
