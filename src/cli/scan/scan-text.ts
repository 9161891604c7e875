import type { Paint } from '../paint.ts'
import { wrapped } from '../wrapped.ts'
import type { Answer, ScanFindings, VersionFinding } from './findings.ts'

/** The findings of a scan for people. */
export function renderScan(
  url: string,
  findings: ScanFindings,
  connections: number,
  columns: number,
  paint: Paint,
): string {
  const { versions, groups, resumption, alpn, notTried } = findings
  const tone: Record<Answer, 'green' | 'dim' | 'yellow'> = {
    accepted: 'green',
    refused: 'dim',
    unknown: 'yellow',
    'not-tried': 'yellow',
  }
  const row = (name: string, answer: Answer, rest: string) => {
    const line = `  ${name.padEnd(20)}${paint(tone[answer], words[answer])}`
    if (rest === '') return line
    const fits = 24 + words[answer].length + rest.length <= columns
    return fits ? `${line}  ${rest}` : `${line}\n${wrapped(rest, columns, '    ')}`
  }
  return [
    paint('bold', url),
    '',
    paint('bold', 'Versions'),
    ...versions.map((finding) => row(finding.version, finding.answer, remark(finding))),
    ...versions
      .filter(({ ciphers }) => ciphers.length > 0)
      .flatMap(({ version, ciphers }) => [
        '',
        paint('bold', `Ciphers of ${version}`),
        ...ciphers.map((cipher) => `  ${cipher}`),
      ]),
    ...(groups.length > 0
      ? [
          '',
          paint('bold', 'Groups'),
          ...groups.map(({ group, answer, reason }) => row(group, answer, answer === 'accepted' ? '' : (reason ?? ''))),
        ]
      : []),
    ...(resumption.length > 0
      ? ['', paint('bold', 'Resumption'), ...resumption.map(({ version, answer }) => row(version, answer, ''))]
      : []),
    '',
    `${paint('bold', 'ALPN')}  ${alpn ?? 'none chosen'}`,
    '',
    paint('bold', `Not tried (${connections} connections were made)`),
    ...notTried.map((text) => wrapped(`- ${text}`, columns, '  ', '  ')),
  ].join('\n')
}

const words: Record<Answer, string> = {
  accepted: 'accepted',
  refused: 'refused',
  unknown: 'not known',
  'not-tried': 'not tried',
}

function remark({ answer, reason, asksForClientCertificate }: VersionFinding): string {
  if (answer !== 'accepted') return reason ?? ''
  if (asksForClientCertificate === undefined) return 'whether it asks for a client certificate is not known'
  return asksForClientCertificate ? 'asks for a client certificate' : 'asks for no client certificate'
}
