import type { TimeLimit } from '../evidence/time-limit.ts'

/** `timeout: 500 ms`, `the default timeout of 30 000 ms`. */
export function limitWords({ option, milliseconds, isDefault }: TimeLimit): string {
  return isDefault ? `the default ${option} of ${milliseconds} ms` : `${option}: ${milliseconds} ms`
}

/** How to give it more time. */
export function longerLimit(limit: TimeLimit | undefined): string {
  return limit
    ? `pass a longer ${limit.option} than ${limit.milliseconds} (ms) with the request`
    : 'give the request a longer timeout'
}
