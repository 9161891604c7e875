import type { ConnectionMemory } from '../../connection/connector.ts'
import { Sessions } from '../../connection/sessions.ts'
import { QuietServers } from '../../connection/settle.ts'
import { createCredentials } from '../../credentials/credentials.ts'
import { portOf } from '../../credentials/match.ts'
import { loadCliConfig } from '../cli-config.ts'
import type { CommonOptions } from '../common-options.ts'
import { painter } from '../paint.ts'
import type { Result } from '../result.ts'
import { scanServer } from '../scan/findings.ts'
import { Prober } from '../scan/prober.ts'
import { renderScan } from '../scan/scan-text.ts'
import type { Terminal } from '../terminal.ts'
import { httpsUrl } from '../url.ts'

/** Of one connection, in milliseconds. */
const timeout = 10_000

/** One at a time: a scan is no load. */
const mostConnections = 60

/** What a server accepts: versions, ciphers, groups, whether it asks for a certificate, resumption. */
export async function scan(terminal: Terminal, options: CommonOptions, url: string): Promise<Result> {
  const target = httpsUrl(url)
  // Nothing is requested, and a query may hold a token.
  target.search = ''
  const config = await loadCliConfig(terminal, options)
  const profile = await createCredentials(config).profileFor(target, { clientCert: false })
  const address = { host: target.hostname.replace(/^\[|\]$/g, ''), port: portOf(target) }
  const memory = (more: Partial<ConnectionMemory> = {}): ConnectionMemory => ({
    quiet: new QuietServers(),
    records: true,
    ...more,
  })
  const budget = { most: mostConnections, made: 0 }
  const prober = new Prober(address, profile, memory(), timeout, budget)
  const resuming = new Prober(address, profile, memory({ sessions: new Sessions() }), timeout, budget)
  const findings = await scanServer(prober, resuming)
  return {
    ok: findings.versions.some(({ answer }) => answer === 'accepted'),
    data: { url: target.href, ...findings, connections: budget.made },
    text: ({ columns, color }) => renderScan(target.href, findings, budget.made, columns, painter(color)),
  }
}
