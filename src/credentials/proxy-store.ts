import { environmentProxy, proxyUrl } from '../config/resolve-proxy.ts'
import type { ResolvedProxy } from '../config/resolved-config.ts'
import { Fault } from './fault.ts'
import { proxyFor } from './proxy.ts'

/** Chooses proxies, and numbers them for keys: their URLs may hold credentials. */
export class ProxyStore {
  readonly #configured: ResolvedProxy
  readonly #known: string[] = []

  constructor(configured: ResolvedProxy) {
    this.#configured = configured
  }

  /** `wanted`: the request's `proxy`. @throws Fault when that is no URL. */
  choose(url: URL, wanted: string | false | undefined): { url: URL; number: number } | undefined {
    const proxy = wanted === undefined ? proxyFor(url, this.#configured) : chosenProxy(url, wanted)
    return proxy && { url: proxy, number: this.#numberOf(proxy.href) }
  }

  #numberOf(href: string): number {
    const known = this.#known.indexOf(href)
    return known < 0 ? this.#known.push(href) - 1 : known
  }
}

function chosenProxy(url: URL, wanted: string | false): URL | undefined {
  if (wanted === false) return undefined
  if (wanted === 'env') return proxyFor(url, environmentProxy(process.env))
  const proxy = proxyUrl(wanted)
  if (proxy !== undefined) return new URL(proxy)
  const message = 'Found a string that is no URL of an HTTP proxy.'
  throw new Fault([
    { path: 'proxy', message, remedy: "Write a URL like 'http://proxy.internal:3128', 'env' or false." },
  ])
}
