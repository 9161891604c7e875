import type { ResolvedIdentity } from '../config/resolved-config.ts'
import type { FaultFacts } from './fault.ts'
import { nameOf } from './source-file.ts'
import { statOf } from './stat-of.ts'

/** Bit of `stat.mode`: readable by users who are neither the owner nor in the group. */
const readableByOthers = 0o004

/** A private key that every user of the machine can read. Windows has no such bits. */
export function keyFileWarnings(identity: ResolvedIdentity): FaultFacts[] {
  const source = identity.kind === 'pfx' ? identity.pfx : identity.key
  if (source.kind !== 'file' || process.platform === 'win32') return []
  const mode = statOf(source.file)?.mode ?? 0
  if ((mode & readableByOthers) === 0) return []
  return [
    {
      path: source.path,
      message: `${nameOf(source)} holds a private key and is readable by everyone.`,
      remedy: `Make it private: 'chmod 600'.`,
    },
  ]
}
