import { bytesOf } from '../config/bytes.ts'
import { isPlainObject } from '../config/plain-object.ts'
import { describeType } from '../config/shape-wording.ts'
import type { RequestOptions } from '../connection/agent.ts'
import type { InlineIdentity, ProfileOverrides } from '../credentials/profile.ts'

/** What Node's `tls` options of one request say instead of the configuration. */
export function agentOverrides(options: RequestOptions & TlsOptions): ProfileOverrides {
  const { rejectUnauthorized, ca, servername, host, minVersion, maxVersion, ciphers } = options
  const clientCert = identityOf(options)
  return {
    ...(rejectUnauthorized === false && { verify: false }),
    ...(isGiven(ca) && { ca: [ca].flat().map((one) => content(one, 'ca')) }),
    ...(clientCert && { clientCert }),
    ...(servername && servername !== host && { servername }),
    ...(minVersion && { minVersion }),
    ...(maxVersion && { maxVersion }),
    ...(ciphers && { ciphers }),
  } as ProfileOverrides
}

type Content = string | Uint8Array

/** As Node's tls takes them: text or bytes, and nothing that is falsy. */
interface TlsOptions {
  rejectUnauthorized?: boolean | undefined
  ca?: Content | Content[] | null | undefined
  cert?: Content | Content[] | null | undefined
  key?: Content | KeyOfNode[] | null | undefined
  pfx?: Content | PfxOfNode[] | null | undefined
  passphrase?: string | undefined
  minVersion?: string | undefined
  maxVersion?: string | undefined
  ciphers?: string | undefined
}

type KeyOfNode = Content | { pem: Content; passphrase?: string }
type PfxOfNode = Content | { buf: Content; passphrase?: string }

function identityOf({ cert, key, pfx, passphrase }: TlsOptions): InlineIdentity | undefined {
  const secret = (own = passphrase) => (own === undefined ? {} : { passphrase: own })
  if (isGiven(pfx)) {
    const [bytes, own] = only(pfx, 'buf', 'pfx')
    return { pfx: content(bytes, 'pfx'), ...secret(own) }
  }
  if (!isGiven(cert) || !isGiven(key)) return undefined
  const [pem, own] = only(key, 'pem', 'key')
  return { cert: [cert].flat().map((one) => content(one, 'cert')), key: content(pem, 'key'), ...secret(own) }
}

/** Node leaves out what is falsy. */
function isGiven<Value>(value: Value | null | undefined): value is Value {
  return Boolean(value)
}

/** One of a list, and the passphrase that may stand beside it. @throws TypeError */
function only(given: unknown, name: 'pem' | 'buf', option: string): [content: unknown, passphrase?: string] {
  const list = Array.isArray(given) ? given : [given]
  if (list.length !== 1) {
    throw new TypeError(
      `The option \`${option}\` of the request is a list of ${list.length}; give one, which is that of the certificate.`,
    )
  }
  const [one] = list as [unknown]
  if (!isPlainObject(one) || !(name in one)) return [one]
  return typeof one.passphrase === 'string' ? [one[name], one.passphrase] : [one[name]]
}

/** Node takes contents alone, never the path of a file. @throws TypeError */
function content(given: unknown, option: string): Buffer {
  if (typeof given === 'string') return Buffer.from(given, 'latin1')
  const bytes = bytesOf(given)
  if (bytes !== undefined) return Buffer.from(bytes)
  throw new TypeError(
    `The option \`${option}\` of the request is ${describeType(given)}; Node's tls takes the content itself, as text or bytes.`,
  )
}
