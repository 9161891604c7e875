/**
 * `node exiting-client.mjs <plain|record> <client> <case> <url> <ca file>`: one call of a client, and everything is left as it is then: the
 * process has to end by itself. Prints what came of it, and what nobody caught.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import https from 'node:https'
import { createRequire } from 'node:module'

const [, , mode, name, use, origin, caFile] = process.argv
if (mode === 'record') createRequire(import.meta.url)('../../../dist/clients.cjs').clients.install(() => {})
process.on('uncaughtExceptionMonitor', ({ name, code, message }, from) => {
  console.log(from, name, code, message.replace(/\d{4,5}/g, 'N'))
})

const ca = readFileSync(caFile, 'utf8')
const agent = new https.Agent({ ca, keepAlive: true })

/** Each calls `url`, and resolves with how far it came. */
const clients = {
  https: async (url, signal) => {
    const [response] = await once(https.get(url, { agent, signal }), 'response')
    await once(response.resume(), 'end')
    return response.statusCode
  },
  axios: async (url, signal) => {
    const { default: axios } = await import('axios')
    return (await axios.get(url, { httpsAgent: agent, ...(signal && { signal }) })).status
  },
  got: async (url, signal) => {
    const { default: got } = await import('got')
    return (await got(url, { agent: { https: agent }, retry: { limit: 0 }, signal })).statusCode
  },
  'node-fetch': async (url, signal) => {
    const { default: fetch } = await import('node-fetch')
    return (await fetch(url, { agent, signal })).status
  },
  superagent: async (url) => {
    const { default: superagent } = await import('superagent')
    return (await superagent.get(url).agent(agent)).status
  },
  undici: async (url, signal) => {
    const { Agent, request } = await import('undici')
    return (await request(url, { dispatcher: new Agent({ connect: { ca } }), signal })).statusCode
  },
  ws: async (url) => {
    const { WebSocket } = await import('ws')
    const socket = new WebSocket(url.replace('https', 'wss'), { ca })
    await once(socket, 'open')
    socket.close()
    await once(socket, 'close')
    return 'closed'
  },
}

const cases = {
  /** A connection stays open for the next request. */
  answered: () => clients[name](`${origin}/`),
  /** Nobody handles that it failed. */
  failed: () => clients[name](`${origin}/hang-up`),
  /** The signal comes in the middle of the call. */
  aborted: () => clients[name](`${origin}/silent`, AbortSignal.timeout(200)),
}

void cases[use]().then((value) => console.log('resolved', value))
