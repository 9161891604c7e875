import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pathOf } from '../../fixtures/programs.ts'
import type { Handshake } from '../../src/tls/handshake.ts'
import type { Server } from './observed-server.ts'

/** What was found for one server, version and HTTP. */
export interface Tally {
  server: string
  /** TLS. */
  version: string
  http: 'HTTP/1.1' | 'HTTP/2'
  connections: number
  /** How many of them our record gives which status. */
  statuses: Record<Handshake['clientCertificate']['status'], number>
  refused: number
  disagreements: number
}

export function emptyTally(server: string, version: string, http2: boolean): Tally {
  const statuses = { sent: 0, empty: 0, 'not-requested': 0, resumed: 0, unknown: 0 }
  const http = http2 ? 'HTTP/2' : 'HTTP/1.1'
  return { server, version, http, connections: 0, statuses, refused: 0, disagreements: 0 }
}

const columns = ['sent', 'empty', 'not-requested', 'unknown'] as const

/** The page of the documentation. */
export function describeAgreement(tallies: readonly Tally[], versions: readonly string[]): string {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  const row = (
    name: string,
    { connections, statuses, refused, disagreements }: Omit<Tally, 'server' | 'version' | 'http'>,
  ) => `| ${[name, connections, ...columns.map((status) => statuses[status]), refused, disagreements].join(' | ')} |`
  const total = {
    connections: sum(({ connections }) => connections),
    statuses: Object.fromEntries(columns.map((status) => [status, sum(({ statuses }) => statuses[status])])),
    refused: sum(({ refused }) => refused),
    disagreements: sum(({ disagreements }) => disagreements),
  } as Tally
  return `# Agreement with servers and with tshark

Made by \`npm run agreement\`: do not edit.

**${total.connections} connections, ${total.disagreements} disagreements.**

Every connection is made by \`request\` with \`fresh: true\`. Its handshake is then compared with two others:

- **the server's own view**, from its log or its answer: whether it accepted the client, whether it got a certificate and which (subject, fingerprint,
  serial number), TLS version, cipher suite, ALPN, and what it has against the certificate. Not every server says all of it.
- **tshark's reading** of the connection's capture file: every handshake message and every alert of either side in its order, the certificates of both
  sides byte by byte, server name, cipher suite, ALPN, how many authorities the server listed.

Each row is every combination of what the server wants (it requires a certificate, asks for one, does not ask) and what the client presents (a good
certificate, one of another CA, an expired one, one that is not yet valid, one for another purpose, none). The columns \`sent\` to \`unknown\` are
the status in our record; *refused* counts the clients that the server refused, in the handshake or with an answer.

| server | connections | ${columns.join(' | ')} | refused | disagreements |
|---|${'--:|'.repeat(columns.length + 3)}
${tallies.map((tally) => row(`${tally.server}, ${tally.version}, ${tally.http}`, tally)).join('\n')}
${row('**all**', total)}

## Versions

${versions.map((version) => `- ${version}`).join('\n')}
`
}

/** The first line with a number in what the program says of itself. */
export async function versionOf({
  program,
  versionArguments,
}: Pick<Server, 'program' | 'versionArguments'>): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(pathOf(program), versionArguments)
  const line = `${stdout}\n${stderr}`.split('\n').find((text) => /\d+\.\d+/.test(text))
  return line?.replace(/ - https:.*|\.$/, '').trim() ?? program
}
