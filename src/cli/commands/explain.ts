import { createCredentials } from '../../credentials/credentials.ts'
import { loadCliConfig } from '../cli-config.ts'
import type { CommonOptions } from '../common-options.ts'
import { painter } from '../paint.ts'
import type { Result } from '../result.ts'
import type { Terminal } from '../terminal.ts'
import { originOf } from '../url.ts'
import { wrapped } from '../wrapped.ts'

/** Which certificate a request to the URL would offer, and why not each of the others. */
export async function explain(terminal: Terminal, options: CommonOptions, url: string): Promise<Result> {
  const target = originOf(url)
  const config = await loadCliConfig(terminal, options)
  const explanation = createCredentials(config).explain(target)
  return {
    ok: true,
    data: explanation,
    text: ({ columns, color }) => {
      const paint = painter(color)
      const others = explanation.others.map(({ path, name, host, port, reason }) => {
        const label = name === undefined ? path : `${path} '${name}'`
        return wrapped(`- ${label}, ${host}:${port}: ${reason}`, columns, '', '  ')
      })
      return [
        paint('bold', explanation.url),
        wrapped(explanation.summary, columns),
        ...(others.length > 0 ? ['', 'Not offered:', ...others] : []),
        ...(explanation.configFile === undefined
          ? ['', 'No config file was found.']
          : ['', paint('dim', explanation.configFile)]),
      ].join('\n')
    },
  }
}
