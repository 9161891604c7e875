import type { Agent } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import type { Dispatcher } from 'undici'
import { loadConfig } from '../config/load-config.ts'
import type { MtlsOptions } from '../config/options.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { Connections } from '../connection/connections.ts'
import { type Credentials, createCredentials } from '../credentials/credentials.ts'
import type { Explanation } from '../evidence/explanation.ts'
import { agentRoute } from './agent-route.ts'
import { call } from './call.ts'
import { atCallSite } from './call-site.ts'
import { routingDispatcher } from './dispatcher/routing-dispatcher.ts'
import { givenUrl } from './given-url.ts'
import { knowAgentValues } from './know-agent-values.ts'
import type { MtlsResponse } from './mtls-response.ts'
import type { MtlsRequestInit, RequestInput } from './request-init.ts'
import { testRunner } from './test-runner.ts'
import { tlsOptionsFor } from './tls-options.ts'

/**
 * `fetch` with the configuration's certificates. Rejects with a HandshakeError (TLS) or a ConnectionError (DNS, TCP,
 * timeout), with a ConfigError when the certificate that the config promises cannot be had, with a TypeError for what
 * `fetch` refuses too, and with the signal's reason when aborted.
 */
export type RequestFunction = (input: RequestInput, init?: MtlsRequestInit) => Promise<MtlsResponse>

/** Sends requests with the client certificates and the trust of one configuration. */
export interface MtlsClient {
  request: RequestFunction
  /** Which client certificate the configuration offers for a URL, and why not another. */
  explain(url: string | URL): Promise<Explanation>
  /**
   * For `https.request` and what is built on it (axios, got, node-fetch, supertest, ws …): the same certificates, trust, proxies and
   * sessions, for any host. What one request says with Node's own options (`ca`, `cert`, `rejectUnauthorized` …) holds for that one.
   */
  readonly agent: Agent
  /** For undici's own `fetch` and `request`: the same certificates and trust, for any origin. */
  readonly dispatcher: Dispatcher
  /**
   * What `tls.connect` takes, and so pg, mysql2, ioredis, mqtt and others, for a URL: `await tlsOptions('postgres://db.internal')`. Connections
   * that are made with it are not recorded.
   */
  tlsOptions(url: string | URL): Promise<ConnectionOptions>
  /** Waits for the requests under way, then closes every connection. */
  close(): Promise<void>
  /** Closes every connection at once; requests under way reject. */
  destroy(): Promise<void>
}

/** How a client gets its configuration: at its first use. */
export type ConfigSource = () => ResolvedConfig | Promise<ResolvedConfig>

/**
 * A client for a configuration: an object, the path of a config file, or, without one, the file that the search finds from
 * the working directory; in Vitest from its root. Returns at once; files are read, and a ConfigError is thrown, at the first use.
 */
export function createClient(config?: MtlsOptions | string): MtlsClient {
  return createClientFrom(() => searchedConfig(config))
}

/** The one of `createClient`. */
export async function searchedConfig(config?: MtlsOptions | string): Promise<ResolvedConfig> {
  return loadConfig({ root: process.cwd(), ...testRunner(), ...(config === undefined ? {} : { config }) })
}

export function createClientFrom(source: ConfigSource): MtlsClient {
  const credentials = onceCredentials(async () => {
    const config = await source()
    if (config.resumption) connections.resumeSessions()
    if (!config.captureHandshakes) connections.recordNothing()
    if (config.keyLogFile !== undefined) connections.writeKeyLog(config.keyLogFile)
    return config
  })
  const connections = new Connections(agentRoute({ credentials }))
  const context = { connections, credentials }
  let dispatcher: Dispatcher | undefined
  const send: RequestFunction = (input, init) => call(context, input, init)
  const request: RequestFunction = (input, init) => atCallSite(input, () => send(input, init))
  const client: MtlsClient = {
    request,
    get agent() {
      knowAgentValues()
      // Node's own class, of which the declarations know less than it has.
      return connections.agent as unknown as Agent
    },
    explain: async (url) => (await credentials()).explain(givenUrl(url, 'explain()')),
    get dispatcher() {
      dispatcher ??= routingDispatcher(context)
      return dispatcher
    },
    tlsOptions: async (url) => tlsOptionsFor(await credentials(), url),
    close: async () => {
      await Promise.all([connections.close(), dispatcher?.close()])
    },
    destroy: async () => {
      connections.destroy()
      await dispatcher?.destroy()
    },
  }
  sends.set(client, send)
  return client
}

const sends = new WeakMap<MtlsClient, RequestFunction>()

/** `request` of a client, for those who run it `atCallSite` of their own. */
export function sendOf(client: MtlsClient): RequestFunction {
  // Another copy of the package has made it.
  return sends.get(client) ?? client.request
}

/** Loaded once; a failure is not kept, so that a corrected file is read at the next call. */
function onceCredentials(source: ConfigSource): () => Credentials | Promise<Credentials> {
  let loaded: Credentials | undefined
  let loading: Promise<Credentials> | undefined
  return () => {
    if (loaded !== undefined) return loaded
    loading ??= load(source).then(
      (credentials) => {
        loaded = credentials
        return credentials
      },
      (error) => {
        loading = undefined
        throw error
      },
    )
    return loading
  }
}

async function load(source: ConfigSource): Promise<Credentials> {
  // One after the other: in vm pools, imports at the same time of modules that share others fail.
  const config = await source()
  return createCredentials(config)
}
