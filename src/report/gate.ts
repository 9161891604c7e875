import type { ServerSummary } from './server-summary.ts'
import type { Warning, WarningKind } from './warning.ts'

export interface GateOptions {
  /** Kinds of warning that make a run fail. */
  failOn?: readonly WarningKind[]
  /** How many warnings a run may have. */
  maxWarnings?: number
}

/** Why a run fails for what the table warns of, one a line; empty: it does not. `others`: warnings of no server. */
export function gateFailures(
  rows: readonly ServerSummary[],
  { failOn = [], maxWarnings }: GateOptions,
  others: readonly Warning[] = [],
): string[] {
  const ofServers = rows.flatMap(({ server, warnings: own }) =>
    own.map(({ kind, text }) => ({ kind, text: `${server}: ${text}` })),
  )
  const warnings = [...ofServers, ...others]
  const counted = warnings.filter(({ kind }) => failOn.includes(kind))
  const isTooMany = maxWarnings !== undefined && warnings.length > maxWarnings
  return [
    ...counted.map(({ kind, text }) => `${text} (failOn: ${kind})`),
    ...(isTooMany
      ? [
          `there ${warnings.length === 1 ? 'is 1 warning' : `are ${warnings.length} warnings`}, and maxWarnings is ${maxWarnings}`,
        ]
      : []),
  ]
}
