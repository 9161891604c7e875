import { httpClients } from './http-clients.ts'
import { otherClients } from './other-clients.ts'
import type { TriedClient } from './tried-client.ts'
import { undiciClients } from './undici-clients.ts'

/** Every client of the table in docs/clients.md. */
export const triedClients: readonly TriedClient[] = [...httpClients, ...undiciClients, ...otherClients]
