import { X509Certificate } from 'node:crypto'
import type { ConnectionProfile } from '../credentials/profile.ts'
import { trustAnchors } from '../credentials/trust-anchors.ts'
import { readCertificate } from '../tls/certificate.when-needed.ts'
import type { ConfiguredClientCertificate } from '../tls/handshake.ts'
import type { SocketOptions } from './socket-options.ts'

/** What of a profile tells about a connection that was not made by this package. */
export type CallersProfile = Pick<
  ConnectionProfile,
  'verify' | 'servername' | 'ciphers' | 'clientCertificate' | 'trustAnchors' | 'explain'
>

/** How a connection is made whose caller decides everything. Read when somebody looks. */
export function callersProfile(options: SocketOptions, secureContext: unknown, url: string): CallersProfile {
  const { servername, ciphers, ca, crl, rejectUnauthorized } = options
  return {
    // As Node takes it: everything but `false` verifies.
    verify: rejectUnauthorized !== false && process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0',
    ...(typeof servername === 'string' && servername !== '' && { servername }),
    ...(typeof ciphers === 'string' && { ciphers }),
    get clientCertificate() {
      return certificateIn(secureContext)
    },
    trustAnchors: () =>
      trustAnchors(
        { ca: [ca ?? []].flat().flatMap(pemIn), crl: [crl ?? []].flat().map(textOf), digest: '' },
        ca == null,
      ),
    explain: () => ({
      url,
      summary: 'The caller decides: nothing of the config was given to this client.',
      others: [],
    }),
  }
}

/** The certificate that a context offers: OpenSSL's word, however it came there. */
function certificateIn(secureContext: unknown): ConfiguredClientCertificate | undefined {
  const { context } = (secureContext ?? {}) as { context?: { getCertificate?(): Uint8Array | null } }
  const der = context?.getCertificate?.()
  if (!der) return undefined
  const { subject, fingerprint256 } = readCertificate(der)
  return { source: 'the caller', subject, fingerprint256 }
}

/** One PEM block a certificate, without what OpenSSL cannot read: that it does not trust either. */
function pemIn(bytes: unknown): string[] {
  const blocks = textOf(bytes).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.filter((block) => {
    try {
      return new X509Certificate(block)
    } catch {
      return false
    }
  })
}

function textOf(bytes: unknown): string {
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes as Uint8Array).toString('latin1')
}
