import { loadCliConfig } from '../cli-config.ts'
import type { CommonOptions } from '../common-options.ts'
import {
  type AuthoritySummary,
  type CertificateSummary,
  type EntrySummary,
  type Inventory,
  takeInventory,
} from '../inventory.ts'
import { type Paint, painter } from '../paint.ts'
import { problemLines } from '../problem-lines.ts'
import type { Result } from '../result.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

/** The certificates and authorities of the config, with what is wrong with each. */
export async function list(terminal: Terminal, options: CommonOptions): Promise<Result> {
  const inventory = await takeInventory(await loadCliConfig(terminal, options))
  const all = [
    ...inventory.problems,
    ...[...inventory.clientCertificates, ...inventory.ca].flatMap((one) => one.problems),
  ]
  return {
    ok: !all.some(({ severity }) => severity === 'error'),
    data: inventory,
    text: ({ columns, color }) => textOf(inventory, columns, painter(color)),
  }
}

function textOf({ file, profile, clientCertificates, ca, problems }: Inventory, columns: number, paint: Paint): string {
  const heading =
    file === undefined
      ? 'No config file was found; `vitest-mtls init` writes one.'
      : `${file}${profile === undefined ? '' : `, profile ${profile}`}`
  return [
    paint('bold', heading),
    ...(clientCertificates.length > 0
      ? [`\n${paint('bold', 'Client certificates')}`, entryTable(clientCertificates, columns, paint)]
      : []),
    ...(ca.length > 0 ? [`\n${paint('bold', 'Authorities')}`, authorityTable(ca, columns, paint)] : []),
    ...problemLines(
      [...[...clientCertificates, ...ca].flatMap((entry) => entry.problems), ...problems],
      columns,
      paint,
    ),
  ].join('\n')
}

function entryTable(entries: readonly EntrySummary[], columns: number, paint: Paint): string {
  const rows = entries.map(({ path, name, host, port, enabled, from, chain, problems }) => [
    name ?? path,
    `${host}:${port}`,
    chain[0]?.subject ?? '',
    chain[0]?.issuer ?? '',
    from.join(', '),
    enabled ? leastDays(chain) : '',
    enabled ? state(problems) : 'switched off',
  ])
  return table(['name', 'for', 'subject', 'issuer', 'from', 'days left', 'state'], rows, columns, paint)
}

function authorityTable(authorities: readonly AuthoritySummary[], columns: number, paint: Paint): string {
  const rows = authorities.map(({ from, hosts, certificates, problems }) => [
    from,
    hosts?.join(', ') ?? 'all hosts',
    certificates.length === 1 ? certificates[0]!.subject : `${certificates.length} certificates`,
    leastDays(certificates),
    state(problems),
  ])
  return table(['from', 'for', 'subject', 'days left', 'state'], rows, columns, paint)
}

function leastDays(certificates: readonly CertificateSummary[]): string {
  return certificates.length === 0 ? '' : String(Math.min(...certificates.map(({ daysLeft }) => daysLeft)))
}

function state(problems: readonly { severity: 'error' | 'warning' }[]): string {
  if (problems.length === 0) return 'good'
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return errors > 0 ? 'cannot be used' : `${problems.length} ${problems.length === 1 ? 'warning' : 'warnings'}`
}
