import type { FlawRow, FlawTable } from '../../src/evidence/flaw-table.ts'
import { flawCatalogue, flawNames } from '../../src/testing/flaws/flaw-catalogue.ts'

export type Version = 'TLSv1.2' | 'TLSv1.3'

/** What came of one server, over both versions; a text where its control failed. */
export type Column = Record<Version, FlawTable | string>

/** The page that the table makes. */
export function describeMatrix(columns: Record<string, Column>, programs: readonly string[]): string {
  const names = Object.keys(columns)
  const server = (name: string) =>
    [
      `### ${name}`,
      '',
      summary(columns[name]!),
      '',
      '| flaw | over TLS 1.2 | over TLS 1.3 |',
      '|---|---|---|',
      ...flawNames.map(
        (flaw) =>
          `| \`${flaw}\` | ${cell(columns[name]!, 'TLSv1.2', flaw)} | ${cell(columns[name]!, 'TLSv1.3', flaw)} |`,
      ),
      '',
    ].join('\n')
  return [
    '# Which server refuses which flawed client certificate',
    '',
    'Written by `npx vitest run --config vitest.proofs.config.ts test/testing/flaw-matrix.proof.ts`, which tries every flaw of',
    '`flawedClientCertificates` against every server here, over both versions of TLS. The good certificate is accepted by each of them first.',
    '',
    `Tried with ${programs.join(', ')}.`,
    '',
    'rustls has no server of its own to install: one was built of its crates, as Debian packages them (`cargo`, `librust-rustls-dev`,',
    '`librust-rustls-pemfile-dev`). Where these are not installed, the rest is tried and this page is left as it is.',
    'Go with `NoClientCert`, and every server that does not ask, has no column: nothing is sent that could be refused.',
    '',
    '## What each accepts',
    '',
    '| server | accepts over TLS 1.2 | accepts over TLS 1.3 |',
    '|---|---|---|',
    ...names.map(
      (name) => `| ${name} | ${accepted(columns[name]!['TLSv1.2'])} | ${accepted(columns[name]!['TLSv1.3'])} |`,
    ),
    '',
    '`another-subject` is sound: refusing it is the work of the application, which none of these servers has here. `revoked` can be refused only',
    'by a server that has the revocation list, as two of them have here. `authority-itself` is the intermediate that issues; where the root issues by itself,',
    'Java lets that in as a client, too: it is the very certificate that it trusts.',
    'rustls looks at no key usage: it takes what an authority has issued that must not issue.',
    '',
    '## The flaws',
    '',
    '| flaw | what is wrong |',
    '|---|---|',
    ...flawNames.map((flaw) => `| \`${flaw}\` | ${flawCatalogue[flaw].description} |`),
    '',
    '## By which evidence',
    '',
    ...names.map(server),
  ].join('\n')
}

function rowsOf(table: FlawTable | string): readonly FlawRow[] {
  return typeof table === 'string' ? [] : table.rows
}

function accepted(table: FlawTable | string): string {
  if (typeof table === 'string') return table
  const names = table.rows.filter(({ outcome }) => outcome === 'accepted').map(({ flaw }) => `\`${flaw}\``)
  const others = table.rows.filter(({ outcome }) => outcome !== 'accepted').map(({ flaw }) => `\`${flaw}\``)
  if (others.length === 0) return 'everything'
  if (others.length < names.length) return `everything but ${others.join(', ')}`
  return names.length === 0 ? 'nothing' : names.join(', ')
}

function cell(column: Column, version: Version, flaw: string): string {
  const row = rowsOf(column[version]).find((one) => one.flaw === flaw)
  if (row === undefined) return '–'
  if (row.outcome === 'accepted') return '**accepted**'
  if (row.outcome !== 'refused') return `${row.outcome}: ${row.evidence}`
  return row.via === 'alert' ? `\`${row.alert}\`` : row.via === 'close' ? 'closed, no alert' : `status ${row.status}`
}

function summary(column: Column): string {
  const counts = (['TLSv1.2', 'TLSv1.3'] as const).map((version) => {
    const rows = rowsOf(column[version])
    return `${rows.filter(({ outcome }) => outcome === 'refused').length} of ${rows.length} refused over ${version.replace('v', ' ')}`
  })
  return `${counts.join(', ')}.`
}
