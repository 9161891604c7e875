import { checkGivenOptions } from '../config/check-given-options.ts'
import type { MtlsRequestInit } from './request-init.ts'
import { requestOptions } from './request-options.ts'

/**
 * Checks the second argument of `request`: names that do not exist and values that do not fit are refused before anything goes out. Most
 * are sound at a glance.
 * @throws ConfigError with every problem at once.
 */
export function checkInit(init: MtlsRequestInit | undefined): void {
  if (init === undefined || isSoundAtAGlance(init)) return
  checkGivenOptions(isOptions(init) ? withInherited(init) : init, {
    owner: 'options of the request',
    shape: requestOptions,
  })
}

type Sound = (value: unknown) => boolean

const text: Sound = (value) => typeof value === 'string'
const yesOrNo: Sound = (value) => typeof value === 'boolean'
const anything: Sound = () => true

/** What can be told without knowing more than the kind of a value. */
const sound = new Map<string, Sound>([
  ['method', text],
  ['headers', (value) => typeof value === 'object' && value !== null],
  ['body', anything],
  ['json', anything],
  ['signal', (value) => typeof (value as AbortSignal | null)?.addEventListener === 'function'],
  ['timeout', (value) => typeof value === 'number' && value >= 0 && value < 2 ** 31],
  ['redirect', (value) => value === 'follow' || value === 'manual' || value === 'error'],
  ['duplex', (value) => value === 'half'],
  ['verify', yesOrNo],
  ['fresh', yesOrNo],
  ['http2', yesOrNo],
  ['servername', text],
  ['clientCert', (value) => value === false || typeof value === 'string'],
])

function isSoundAtAGlance(init: object): boolean {
  // Inherited ones too, as fetch reads them. What is no object has no names, but is none of the options either.
  for (const name in init) {
    const check = sound.get(name)
    if (check === undefined) return false
    const value: unknown = init[name as never]
    if (value !== undefined && !check(value)) return false
  }
  return isOptions(init)
}

/** A Request may stand there, as in fetch: its members are none of its own. */
function isOptions(init: object): boolean {
  return ['[object Object]', '[object Request]'].includes(Object.prototype.toString.call(init))
}

function withInherited(init: object): object {
  const all: Record<string, unknown> = {}
  for (const name in init) all[name] = init[name as never]
  return all
}
