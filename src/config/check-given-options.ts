import { checkShape } from './check-shape.ts'
import { configError, ProblemList } from './problem-list.ts'
import type { Shape } from './shape.ts'

/** Options that are given in code rather than in a config file. */
export interface GivenOptions {
  /** Whose they are, as messages name them: `options of the plugin`. */
  owner: string
  /** What they may be, names included. */
  shape: Shape
  /** Name of an argument that is no object of options. */
  name?: string
}

/**
 * The check of everything that is given in code: the plugin's options, the reporter's, a request's, the testing kit's. The config's own go
 * through the same shapes in `loadConfig`.
 * @throws ConfigError with every problem at once: names that do not exist, with the one that was probably meant, and values that do not fit.
 */
export function checkGivenOptions(value: unknown, { owner, shape, name = '' }: GivenOptions): void {
  const problems = new ProblemList(owner)
  checkShape(value, shape, name, { problems, written: new Map() })
  if (problems.errors.length > 0) throw configError(problems.errors)
}
