import { once } from 'node:events'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'

/** A server that runs, closed by `await using`. */
export interface ListeningServer extends AsyncDisposable {
  url: string
}

/** Lets a server of Node's own listen on a free port; at its end its connections are closed, too. */
export async function listening(server: Server): Promise<ListeningServer> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  return { url: `https://localhost:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close }
}
