import type { Vitest } from 'vitest/node'

/** Whether a run is of all tests of the project: what a part of them leaves unused is none of its business. */
export function isWholeRun(vitest: Vitest): boolean {
  const { config, filenamePattern } = vitest as Vitest & { filenamePattern?: readonly string[] }
  const {
    testNamePattern,
    shard,
    changed,
    related,
    mergeReports,
    project = [],
  } = config as typeof config & { project?: string[] }
  // Merged reports of shards are the whole again.
  if (mergeReports) return true
  const isPart = [testNamePattern, shard, changed, related].some(Boolean)
  return !isPart && [...(filenamePattern ?? []), ...project].length === 0
}
