import { sharedState } from '../evidence/shared-state.ts'

/** What the setup of a test runner tells the clients that its tests make. */
export interface TestRunner {
  /** Where the search for a config begins, and what the path of one is relative to. */
  root?: string
  /** Loads a config in TypeScript, on every Node. */
  importModule?: (file: string) => Promise<unknown>
}

/** Of the runner whose setup has run in this process; empty: none. */
export function testRunner(): TestRunner {
  return sharedState<TestRunner>('test-runner', () => ({}))
}
