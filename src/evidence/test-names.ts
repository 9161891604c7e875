/** The part of Vitest's test that names it. */
export interface NamedTask {
  readonly id: string
  readonly name: string
  readonly suite?: Pick<NamedTask, 'name' | 'suite'> | undefined
}

/** What a matcher may know a test by: its id (Vitest 4 and later) or its full name, for `pendingOf`. */
export function testNames(task: NamedTask): string[] {
  const names = [task.name]
  for (let { suite } = task; suite; suite = suite.suite) names.unshift(suite.name)
  return [task.id, names.join(' > ')]
}
