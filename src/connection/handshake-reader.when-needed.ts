import { createRequire } from 'node:module'
import type * as Reading from './handshake-reader.ts'

const require = createRequire(import.meta.url)

/** `readerOf` of `handshake-reader.ts`, which the built package loads when it is first called. */
export const readerOf: typeof Reading.readerOf = (connection) => require('./reading.cjs').readerOf(connection)
