import type { RequestOptions } from '../connection/agent.ts'
import type { InlineIdentity, ProfileOverrides } from '../credentials/profile.ts'

/** What Node's `tls` options of one request say instead of the configuration. */
export function agentOverrides(options: RequestOptions & TlsOptions): ProfileOverrides {
  const { rejectUnauthorized, ca, servername, host, minVersion, maxVersion, ciphers } = options
  const clientCert = identityOf(options)
  return {
    ...(rejectUnauthorized === false && { verify: false }),
    ...(ca !== undefined && { ca: [ca].flat().map(content) }),
    ...(clientCert && { clientCert }),
    ...(servername && servername !== host && { servername }),
    ...(minVersion && { minVersion }),
    ...(maxVersion && { maxVersion }),
    ...(ciphers && { ciphers }),
  } as ProfileOverrides
}

type Content = string | Buffer

interface TlsOptions {
  rejectUnauthorized?: boolean | undefined
  ca?: Content | Content[] | undefined
  cert?: Content | Content[] | undefined
  key?: Content | undefined
  pfx?: Content | undefined
  passphrase?: string | undefined
  minVersion?: string | undefined
  maxVersion?: string | undefined
  ciphers?: string | undefined
}

function identityOf({ cert, key, pfx, passphrase }: TlsOptions): InlineIdentity | undefined {
  const secret = passphrase === undefined ? {} : { passphrase }
  if (pfx !== undefined) return { pfx: content(pfx), ...secret }
  if (cert !== undefined && key !== undefined) return { cert: [cert].flat().map(content), key: content(key), ...secret }
  return undefined
}

/** Node takes contents alone, never the path of a file. */
function content(given: Content): Buffer {
  return typeof given === 'string' ? Buffer.from(given, 'latin1') : given
}
