/**
 * The parts of undici that a request needs, by subpath: the whole package costs three times as much to load, and its global
 * module replaces the dispatcher of the user's own `fetch`.
 */
import { createRequire } from 'node:module'
import type { Client as UndiciClient, Dispatcher as UndiciDispatcher, Pool as UndiciPool } from 'undici'

const load = createRequire(import.meta.url)

export const Client: typeof UndiciClient = load('undici/lib/dispatcher/client.js')
export const Pool: typeof UndiciPool = load('undici/lib/dispatcher/pool.js')
export const Dispatcher: typeof UndiciDispatcher = load('undici/lib/dispatcher/dispatcher.js')
