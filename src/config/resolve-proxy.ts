import type { Environment } from './environment.ts'
import type { ProblemList } from './problem-list.ts'
import type { ResolvedProxy } from './resolved-config.ts'
import { Secret } from './secret.ts'
import { isSecretHost } from './secret-text.ts'

/** `proxy` of the config; undefined when a problem was reported. The value may hold credentials: it is in no message. */
export function resolveProxy(
  value: unknown,
  path: string,
  env: Environment,
  problems: ProblemList,
): ResolvedProxy | undefined {
  if (value === false || value === 'false') return { kind: 'none' }
  if (value === undefined || value === 'env') return environmentProxy(env, problems)
  const url = proxyUrl(String(value))
  if (url) return { kind: 'url', url: new Secret(url) }
  problems.error(
    path,
    'Found a string that is no URL of an HTTP proxy.',
    "Write a URL like 'http://proxy.internal:3128', 'env' or false.",
  )
  return undefined
}

/** As curl reads them: the name in lower case first, and `http_proxy` in lower case only. */
export function environmentProxy(env: Environment, problems?: ProblemList): ResolvedProxy {
  const https = read(['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'], env, problems)
  const http = read(['http_proxy', 'all_proxy', 'ALL_PROXY'], env, problems)
  const except = env.no_proxy ?? env.NO_PROXY
  return {
    kind: 'env',
    ...(https && { https }),
    ...(http && { http }),
    ...(except !== undefined && { except }),
  }
}

function read(names: string[], env: Environment, problems: ProblemList | undefined): Secret<string> | undefined {
  const name = names.find((one) => env[one])
  if (name === undefined) return undefined
  const url = proxyUrl(env[name]!)
  if (url) return new Secret(url)
  problems?.warning(
    'proxy',
    `The environment variable ${name} holds no URL of an HTTP proxy; no proxy is used.`,
    `Set ${name} to a URL like http://proxy.internal:3128, or write proxy: false.`,
  )
  return undefined
}

/** A proxy without a scheme is an HTTP proxy, as in curl. */
export function proxyUrl(text: string): string | undefined {
  const complete = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  try {
    const url = new URL(complete)
    const isHttp = url.protocol === 'http:' || url.protocol === 'https:'
    return isHttp && url.hostname !== '' && !isSecretWord(text, url) ? url.href : undefined
  } catch {
    return undefined
  }
}

/** A key in the place of a URL would be shown as the name of a host. */
function isSecretWord(text: string, { hostname }: URL): boolean {
  const place = text.toLowerCase().indexOf(hostname)
  return isSecretHost(place < 0 ? text : text.slice(place, place + hostname.length))
}
