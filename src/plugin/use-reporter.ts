import { resolve } from 'node:path'
import type { Vitest } from 'vitest/node'
import MtlsReporter, { reporterOptionsIn } from './reporter.ts'
import type { MtlsReporterOptions } from './reporter-options.ts'

/**
 * Adds the reporter, unless the project lists it or another project's plugin has added it, and returns its options with absolute paths where
 * workers need them.
 */
export function useReporter({ config }: Vitest): Pick<MtlsReporterOptions, 'captures'> {
  const { reporters, root } = config
  const options = reporters.map(reporterOptionsIn).find((one) => one !== undefined)
  // Vitest makes its reporters after the hooks of plugins; what it has resolved takes instances as well.
  if (options === undefined) reporters.push(new MtlsReporter())
  return options?.captures === undefined ? {} : { captures: resolve(root, options.captures) }
}
