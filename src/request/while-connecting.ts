import type { ClientRequest } from 'node:http'
// The global ones are those of jsdom or of fake timers in some tests.
import { clearTimeout, setTimeout } from 'node:timers'

/** Of what its declarations leave out. */
type WaitingRequest = ClientRequest & { timeout?: number; onSocket(socket: unknown, error?: Error | null): void }

/**
 * Node gives a request its socket before that is connected, ours comes when the server has accepted the handshake: until then the request's
 * timeout and its end are looked after here. `giveUp`: nobody waits for the connection any more, and why.
 */
export function whileConnecting(request: WaitingRequest, giveUp: (reason: Error) => void): void {
  const { setTimeout: setRequestTimeout, destroy, onSocket } = request
  let timer: NodeJS.Timeout | undefined
  const wait = (milliseconds: number | undefined) => {
    clearTimeout(timer)
    if (milliseconds) timer = setTimeout(() => request.emit('timeout'), milliseconds)
  }
  const done = () => {
    clearTimeout(timer)
    request.setTimeout = setRequestTimeout
    request.destroy = destroy
  }
  request.once('socket', done)
  request.once('close', done)
  request.setTimeout = (milliseconds, callback) => {
    setRequestTimeout.call(request, milliseconds, callback)
    wait(milliseconds)
    return request
  }
  request.destroy = (error) => {
    done()
    const reason = error ?? new SocketHangUp()
    destroy.call(request, reason)
    // What is said of the connection is that it was given up.
    request.onSocket = (socket) => onSocket.call(request, socket, reason)
    giveUp(reason)
    return request
  }
  wait(request.timeout)
}

/** Node's own words for a request that ended before it was answered. */
class SocketHangUp extends Error {
  readonly code = 'ECONNRESET'
  constructor() {
    super('socket hang up')
  }
}
