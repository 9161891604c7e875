import { connect, type Socket } from 'node:net'
import type { Target } from './target.ts'

/** Reads happen one at a time and their bytes are copied at once, so that all connections share the memory. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * A TCP connection whose bytes go to `receive` without a stream's queue between; it returns false to pause.
 * `receive` must not keep the bytes. Without it, an ordinary socket.
 */
export function connectTcp({ host, port }: Target, receive?: (bytes: Uint8Array) => boolean): Socket {
  const callback = (length: number) => receive?.(buffer.subarray(0, length)) ?? true
  const socket = connect({ host, port, ...(receive && { onread: { buffer, callback } }) })
  socket.setNoDelay(true)
  socket.setKeepAlive(true, 60_000)
  return socket
}
