import { requireBuilt } from '../tls/require-built.ts'
import type * as Reading from './handshake-reader.ts'

/** `readerOf` of `handshake-reader.ts`, which the built package loads when it is first called. */
export const readerOf: typeof Reading.readerOf = (connection) => requireBuilt('./reading.cjs').readerOf(connection)
