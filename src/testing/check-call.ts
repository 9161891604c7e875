import { checkGivenOptions } from '../config/check-given-options.ts'
import type { OptionTable, Shape } from '../config/shape.ts'

/**
 * The check of a call's options.
 * @throws ConfigError with every problem at once: names that do not exist, with "did you mean", and values that do not fit
 */
export function checkOptions(
  call: string,
  value: unknown,
  options: OptionTable,
  required: readonly string[] = [],
): void {
  if (value !== undefined || required.length > 0) check(call, value, { kind: 'object', options, required })
}

/** The check of an argument that is no object of options. @throws ConfigError that names it */
export function checkArgument(call: string, name: string, value: unknown, shape: Shape): void {
  check(call, value, shape, name)
}

function check(call: string, value: unknown, shape: Shape, name?: string): void {
  checkGivenOptions(value, { owner: `options of ${call}`, shape, ...(name !== undefined && { name }) })
}
