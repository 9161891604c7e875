import type { WrapHandle } from './node-handle.ts'

/** Under which a replacement of `_wrapHandle` carries what it replaced; for every copy of this package in the process. */
const replaced = Symbol.for('vitest-mtls.replaced')

type Replacement = WrapHandle & { [replaced]?: WrapHandle }

export function asReplacement(replacement: WrapHandle, original: WrapHandle): WrapHandle {
  return Object.assign(replacement, { [replaced]: original })
}

/** Node's own function: a connection that is recorded for its maker is not recorded again for the process. */
export function originalOf(current: WrapHandle): WrapHandle {
  const original = (current as Replacement)[replaced]
  return original === undefined ? current : originalOf(original)
}
