/**
 * A value that every copy and format (ESM, CJS) of the package in this realm shares: the setup file, the specs and the
 * user's own imports may each load another one.
 */
export function sharedState<T>(name: string, create: () => T): T {
  const key = Symbol.for('vitest-mtls/state@1')
  const holder = globalThis as { [key]?: Map<string, unknown> }
  holder[key] ??= new Map()
  if (!holder[key].has(name)) holder[key].set(name, create())
  return holder[key].get(name) as T
}
