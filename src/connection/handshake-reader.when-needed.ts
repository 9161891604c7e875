import { requireWhenNeeded } from '../tls/require-when-needed.ts'
import type * as Reading from './handshake-reader.ts'

/** `readerOf` of `handshake-reader.ts`, which the built package loads when it is first called. */
export const readerOf: typeof Reading.readerOf = (connection) => requireWhenNeeded('./reading.cjs').readerOf(connection)
