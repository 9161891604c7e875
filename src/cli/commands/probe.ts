import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Evidence } from '../../evidence/evidence.ts'
import { evidenceOf } from '../../evidence/evidence.ts'
import { judge } from '../../judgement/judge.when-needed.ts'
import { writeCapture } from '../../request/write-capture.ts'
import type { Handshake } from '../../tls/handshake.ts'
import { loadCliConfig } from '../cli-config.ts'
import { painter } from '../paint.ts'
import type { Probe } from '../probe.ts'
import { clientFor, countOf, type ProbeOptions, requestInit } from '../probe-request.ts'
import { renderProbe } from '../probe-text.ts'
import type { Result } from '../result.ts'
import type { Terminal } from '../terminal.ts'
import { originOf } from '../url.ts'
import { UsageError } from '../usage-error.ts'

/** The most requests that `--repeat` makes. */
const mostRepeats = 100

/** One request, shown: verdict, who asked for what, both chains, every problem, the ladder. */
export async function probe(terminal: Terminal, options: ProbeOptions, url: string): Promise<Result> {
  const target = originOf(url)
  const init = requestInit(terminal, options)
  const times = options.repeat === undefined ? 1 : countOf('--repeat', options.repeat, mostRepeats)
  const client = clientFor(await loadCliConfig(terminal, options))
  const probes: Probe[] = []
  try {
    for (let time = 0; time < times; time++) {
      const subject = await client.request(target, init).catch((error: unknown) => error)
      const evidence = evidenceOf(subject)
      // A config or an option that cannot be used: no connection was begun.
      if (evidence === undefined) throw subject
      if ('body' in (subject as Response)) await (subject as Response).body?.cancel()
      probes.push(probeOf(evidence))
    }
    const handshakes = probes.flatMap(({ handshake }) => handshake ?? [])
    if (options.capture !== undefined) await capture(terminal, options.capture, handshakes)
    if (options.saveChain !== undefined) saveChain(terminal, options.saveChain, handshakes[0])
  } finally {
    await client.destroy()
  }
  return {
    ok: probes.every(({ error }) => error === undefined),
    data: options.repeat === undefined ? probes[0] : probes,
    text: ({ columns, color }) => renderProbe(probes, columns, painter(color), color),
  }
}

function probeOf(evidence: Evidence): Probe {
  const { situation, cause, remedy } = judge(evidence)
  const { url, status, error } = evidence
  const handshake = evidence.handshakes.at(-1)
  return {
    url,
    ...(status !== undefined && { status }),
    ...(error && { error }),
    situation,
    cause,
    ...(remedy !== undefined && { remedy }),
    ...(handshake && { handshake }),
  }
}

async function capture({ cwd, note }: Terminal, file: string, handshakes: Handshake[]): Promise<void> {
  if (handshakes.length === 0) throw new UsageError('--capture: there was no TLS connection to write')
  await writeCapture(path.resolve(cwd, file), handshakes)
  note(`${file} holds the keys of the connection: keep it as you would keep a key\n`)
}

function saveChain({ cwd }: Terminal, file: string, handshake: Handshake | undefined): void {
  const chain = handshake?.serverCertificate.chain ?? []
  if (chain.length === 0) throw new UsageError('--save-chain: the server sent no certificate')
  writeFileSync(
    path.resolve(cwd, file),
    chain
      .map(({ pem }) => pem.trimEnd())
      .join('\n')
      .concat('\n'),
  )
}
