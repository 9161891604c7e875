import type { ConnectionOptions } from 'node:tls'
import type { Credentials } from '../credentials/credentials.ts'
import { givenUrl } from './given-url.ts'
import { targetOf as targetOfHttp } from './target-of.ts'

/** Where servers of protocols over TLS listen when an URL names no port (IANA). */
const usualPorts: Record<string, number> = {
  'https:': 443,
  'wss:': 443,
  'grpcs:': 443,
  'postgres:': 5432,
  'postgresql:': 5432,
  'mysql:': 3306,
  'mariadb:': 3306,
  'redis:': 6379,
  'rediss:': 6379,
  'mqtts:': 8883,
  'amqps:': 5671,
  'smtps:': 465,
  'ldaps:': 636,
}

/**
 * What `tls.connect` takes, and with it every client that hands its options there: host and port, the client certificate, the
 * authorities, verification, versions and suites that the configuration gives for a URL. Its scheme only tells the usual port.
 * Plain values, so that clients may copy them; printed, they hide the key. Rejects with a TypeError for what is no URL with a host.
 */
export async function tlsOptionsFor(credentials: Credentials, url: string | URL): Promise<ConnectionOptions> {
  const { host, port } = targetOf(url)
  const address = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`)
  const profile = await credentials.profileFor(address)
  const options: ConnectionOptions = {
    host,
    port,
    ...(profile.servername !== undefined && { servername: profile.servername }),
    rejectUnauthorized: profile.verify,
    ...profile.contextOptions(),
  }
  return hidingTheKey(options)
}

function targetOf(url: string | URL): { host: string; port: number } {
  const parsed = givenUrl(url, 'tlsOptions()', 'https://db.internal:5432')
  const { host } = targetOfHttp(parsed)
  const port = parsed.port === '' ? usualPorts[parsed.protocol] : Number(parsed.port)
  if (host === '')
    throw new TypeError(`tlsOptions() needs a host: ${parsed.protocol} has none. Write https://host:port`)
  if (port === undefined)
    throw new TypeError(`tlsOptions() does not know the port of ${parsed.protocol}//${host}. Add it`)
  return { host, port }
}

/** The properties are there for whoever reads them; what prints or serialises the object shows none of the key. */
function hidingTheKey(options: ConnectionOptions): ConnectionOptions {
  if (options.key === undefined) return options
  const shown = () => ({ ...options, key: '[secret]' })
  return Object.defineProperties(options, {
    toJSON: { value: shown },
    [Symbol.for('nodejs.util.inspect.custom')]: { value: shown },
  })
}
