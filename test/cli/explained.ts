import { ProblemList } from '../../src/config/problem-list.ts'
import { resolveConfig } from '../../src/config/resolve-config.ts'
import { ClientCertificates } from '../../src/credentials/choice.ts'

/** The file of the certificate that a config with these entries offers for a URL; undefined for none. */
export function explainEntries(clientCertificates: Record<string, unknown>[], url: string): string | undefined {
  const problems = new ProblemList('mtls.config.mjs')
  const env = new Proxy(
    {},
    {
      get: () => 'value',
      has: () => true,
      getOwnPropertyDescriptor: () => ({ value: 'value', configurable: true, enumerable: true }),
    },
  )
  const config = resolveConfig(
    { folder: '/project', prefix: '', value: { clientCertificates } },
    undefined,
    env,
    problems,
  )
  if (problems.errors.length > 0) throw new Error(JSON.stringify(problems.errors))
  const entry = new ClientCertificates({ ...config, warnings: [], files: [] }).matched(new URL(url))
  const source = entry?.identity && (entry.identity.kind === 'pfx' ? entry.identity.pfx : entry.identity.cert[0])
  return source?.kind === 'file' ? source.file.split('/').at(-1) : undefined
}
