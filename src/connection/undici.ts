import { createRequire } from 'node:module'
import type * as Undici from 'undici'

const parts: Pick<typeof Undici, 'Client' | 'Pool' | 'Dispatcher'> = createRequire(import.meta.url)(
  './undici-parts.cjs',
)

export const { Client, Pool, Dispatcher } = parts
