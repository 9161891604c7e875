import type { Alert, Certificate, Handshake } from '../tls/handshake.ts'
import type { Subject } from './subject.ts'

/** The facts that every message has, one a line. */
export function connectionFacts({ evidence, handshake }: Subject): string[] {
  const answer = evidence.status !== undefined ? [`answer: ${evidence.status}`] : []
  const error = evidence.error ? [`error: ${evidence.error.code ?? evidence.error.name}`] : []
  if (!handshake) return [`request: ${evidence.method} ${evidence.url}`, ...answer, ...error]
  return [
    `connection: ${connectionOf(handshake)}`,
    `server's certificate: ${certificateOf(handshake.serverCertificate.chain) ?? 'none came'}`,
    `client certificate: ${clientCertificateOf(handshake)}`,
    ...handshake.alerts.map((alert) => `alert: ${alertOf(alert)}`),
    ...answer,
    ...error,
    ...(handshake.capture.complete
      ? []
      : [`not everything could be read: ${handshake.capture.reason ?? 'no reason is known'}`]),
  ]
}

/** `unknown_ca (48), fatal, from the server`. */
export function alertOf({ description, code, level, from }: Alert): string {
  return `${description} (${code}), ${level}, from the ${from}`
}

/** `CN=a, issued by CN=b, valid until 2032-01-01`. */
function certificateOf([leaf]: readonly Certificate[]): string | undefined {
  return (
    leaf && `${leaf.subject || '(empty subject)'}, issued by ${leaf.issuer}, valid until ${leaf.validTo.slice(0, 10)}`
  )
}

function connectionOf({ host, port, remoteAddress, protocol, cipher, resumed }: Handshake): string {
  const origin = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const parts = [remoteAddress, protocol ?? 'no TLS version agreed', cipher, resumed ? 'resumed' : undefined]
  return [origin, ...parts.filter((part) => part !== undefined && part !== host)].join(', ')
}

function clientCertificateOf({ clientCertificate: { status, during, request, chain, configured } }: Handshake): string {
  const offer = configured
    ? `; the config offered ${configured.name === undefined ? '' : `"${configured.name}", `}${configured.subject}`
    : ''
  const asked = request
    ? `; the server asked${during === 'handshake' || !during ? '' : ` in a ${during === 'renegotiation' ? 'renegotiation' : 'post-handshake message'}`} for ${request.authorities.length > 0 ? request.authorities.join(' or ') : 'one of any issuer'}`
    : ''
  const words = {
    sent: `sent ${certificateOf(chain) ?? 'a chain that could not be read'}${asked}`,
    empty: `none sent${asked}${offer}`,
    'not-requested': `the server never asked${offer}`,
    resumed: `the session was resumed: nothing asked, nothing sent${offer}`,
    unknown: `unknown${asked}${offer}`,
  }
  return words[status]
}
