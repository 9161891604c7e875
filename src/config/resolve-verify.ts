import { parseHost } from './host-pattern.ts'
import { pathOf } from './place.ts'
import { isPlainObject } from './plain-object.ts'
import type { ProblemList } from './problem-list.ts'
import type { ResolvedConfig } from './resolved-config.ts'
import { isTrue } from './written-boolean.ts'

/** `verify` for all hosts, and host by host. */
export function resolveVerify(
  verify: unknown,
  path: string,
  problems: ProblemList,
): Pick<ResolvedConfig, 'verify' | 'verifyByHost'> {
  if (!isPlainObject(verify)) return { verify: verify === undefined || isTrue(verify), verifyByHost: [] }
  const verifyByHost = Object.entries(verify).flatMap(([host, value]) => {
    const place = pathOf(path, host)
    const parsed = parseHost(host)
    if ('invalid' in parsed || problems.hasErrorAt(place)) return []
    return [{ path: place, host: parsed.pattern, port: parsed.port ?? ('*' as const), verify: isTrue(value) }]
  })
  return { verify: true, verifyByHost }
}
