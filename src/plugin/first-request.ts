/** What a test file needs from its first request on, loaded as one: each file of its own would take a millisecond more. */

export { createCredentials } from '../credentials/credentials.ts'
export { send } from '../request/default-client.ts'
export { loadInWorker } from './load-in-worker.ts'
