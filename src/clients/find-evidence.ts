import { isNativeError } from 'node:util/types'
import type { Evidence } from '../evidence/evidence.ts'
import { clientValues, type Fields, untraceableValues } from './client-values.ts'

/** What is known of the very object. */
export type Look = (value: object) => Evidence | undefined

/** A response of axios leads to a request, that to another, that to a socket. */
const longestWay = 5

/** Properties by which values wrap others: `{ response }`, `error.cause`, `error.response`. */
const wrappers = ['response', 'cause'] as const

/** The evidence that a value of some client leads to, itself or what it wraps. */
export function findEvidence(value: object, look: Look): Evidence | undefined {
  const found = find(value, look)
  if (isNativeError(value) && found?.error === undefined && found?.answer === undefined) found?.failed?.(value)
  return found
}

function find(value: object, look: Look): Evidence | undefined {
  const found = follow(value, look, longestWay)
  if (found !== undefined) return found
  for (const name of wrappers) {
    const wrapped = read(value, name)
    const inside = isObject(wrapped) ? follow(wrapped, look, longestWay) : undefined
    if (inside !== undefined) return inside
  }
  return undefined
}

/** The client that a value is of, where it does not tell its connection. */
export function untraceable(value: object): string | undefined {
  const line = untraceableValues.find(({ is }) => attempt(() => is(value as Fields)))
  if (line === undefined) return undefined
  return `${line.client} does not tell which connection it used. Take it from handshakes({ client: '${line.kind}' }) of vitest-mtls/request, which has the connections that this test used, oldest first`
}

function follow(value: object, look: Look, steps: number): Evidence | undefined {
  const known = look(value) ?? overPlainHttp(value)
  if (known !== undefined || steps === 0) return known
  for (const { is, leadsTo } of clientValues) {
    const next = attempt(() => (is(value as Fields) ? leadsTo(value as Fields) : undefined))
    const found = isObject(next) ? follow(next, look, steps - 1) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** A request of node:http: there is no handshake, and the matchers say so. */
function overPlainHttp(value: object): Evidence | undefined {
  const { protocol, method, path, host } = value as Fields
  if (protocol !== 'http:' || typeof method !== 'string' || typeof path !== 'string') return undefined
  return { url: `http://${String(host)}${path}`, method, handshakes: [] }
}

function read(value: object, name: string): unknown {
  return attempt(() => (value as Fields)[name])
}

/** Values of other people may have getters that throw, and Proxies that refuse. */
function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
