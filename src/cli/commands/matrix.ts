import path from 'node:path'
import { readIdentity } from '../../credentials/identity.ts'
import { loadCliConfig } from '../cli-config.ts'
import type { CommonOptions } from '../common-options.ts'
import { entryNamed } from '../config-entry.ts'
import { painter } from '../paint.ts'
import { clientFor, variable } from '../probe-request.ts'
import type { Result } from '../result.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { httpsUrl } from '../url.ts'
import { UsageError } from '../usage-error.ts'
import { wrapped } from '../wrapped.ts'

interface MatrixOptions extends CommonOptions {
  like: string
  caCert?: string
  caKey?: string
  caPassphraseEnv?: string
}

/** Which flawed client certificates a server refuses: `toRejectFlawedClientCerts` from the shell. */
export async function matrix(terminal: Terminal, options: MatrixOptions, url: string): Promise<Result> {
  const target = httpsUrl(url)
  const config = await loadCliConfig(terminal, options)
  const { identity: source } = entryNamed(config, options.like)
  if (source === undefined) throw new UsageError(`${options.like} is switched off`)
  const authority = await authorityOf(terminal, options)
  const { certificates, key } = await readIdentity(source)
  const { tryFlawedClientCerts } = await import('../../testing/flaws/try-flawed.ts')
  const { trialInit } = await import('../../testing/flaws/trial-init.ts')
  const client = clientFor(config)
  try {
    const send: Parameters<typeof tryFlawedClientCerts>[0] = (clientCert, flaw) => {
      return client.request(target, { clientCert, ...trialInit(flaw) })
    }
    Object.defineProperty(send, 'name', { value: target.origin + target.pathname })
    const found = await tryFlawedClientCerts(
      send,
      { like: { cert: certificates, key: key.reveal() }, ...(authority && { authority }) },
      'matrix',
    )
    const accepted = found.rows.filter(({ outcome }) => outcome === 'accepted' || outcome === 'unclear')
    return {
      ok: accepted.length === 0,
      data: found,
      text: ({ columns, color }) => {
        const paint = painter(color)
        const rows = found.rows.map(({ flaw, outcome, evidence }) => [flaw, words[outcome], evidence])
        const tried = rows.length - found.rows.filter(({ outcome }) => outcome === 'not-tried').length
        const verdict =
          accepted.length === 0
            ? paint('green', `all ${tried} refused`)
            : paint('red', `${accepted.length} of ${tried} not refused`)
        return [
          `${verdict}  ${paint('bold', found.target)}`,
          wrapped(`The good one, ${found.control.subject}, was accepted.`, columns),
          '',
          table(['flaw', 'the server', 'evidence'], rows, columns, paint),
        ].join('\n')
      },
    }
  } catch (error) {
    // Without a good certificate that is accepted nothing is proven.
    if (!(error instanceof Error) || !error.message.startsWith('matrix:')) throw error
    const message = error.message.slice('matrix: '.length)
    return { ok: false, data: { error: message }, text: ({ columns }) => wrapped(message, columns) }
  } finally {
    await client.destroy()
  }
}

const words = { refused: 'refused', accepted: 'ACCEPTED', 'not-tried': 'not tried', unclear: 'unclear' }

async function authorityOf(terminal: Terminal, { caCert, caKey, caPassphraseEnv }: MatrixOptions) {
  if (caCert === undefined && caKey === undefined) return undefined
  if (caCert === undefined || caKey === undefined) {
    throw new UsageError(`${caCert === undefined ? '--ca-cert' : '--ca-key'} is missing: an authority needs both`)
  }
  const { loadAuthority } = await import('../../testing/issue/load-authority.ts')
  const file = (name: string) => path.resolve(terminal.cwd, name)
  const passphrase =
    caPassphraseEnv === undefined ? {} : { passphrase: variable(terminal.env, caPassphraseEnv, '--ca-passphrase-env') }
  try {
    return await loadAuthority({ cert: file(caCert), key: file(caKey), ...passphrase })
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0]!)
  }
}
