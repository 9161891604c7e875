import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** Runs as a script, so that nothing has to be found beside the built package. */
const script = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData).then(({ default: value }) => parentPort.postMessage({ default: value }))
`

/**
 * The default export of a module, a copy of it: loaded by Node itself, out of reach of a test runner's module system.
 * Rejects with what the module throws, and for a value that cannot be copied.
 */
export function importInWorker(file: string): Promise<{ default: unknown }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true, env: process.env, workerData: pathToFileURL(file).href })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`It ended the process with the exit code ${code}.`)))
  })
}
