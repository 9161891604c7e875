import { isTimeout } from '../closing.ts'
import type { Facts } from '../facts.ts'
import { limitWords } from '../limit-words.ts'
import type { Situation, Told } from '../situation.ts'

/** Failures on the way through a CONNECT proxy (RFC 9110 section 9.3.6). */
export const proxy: readonly Situation<Facts>[] = [
  failure('proxy-takes-other-authentication', ({ origin, message }, { name, source, status }) => {
    const schemes = /, and asks for ([\w-]+(?:, [\w-]+)*)$/.exec(message)?.[1]
    return (
      status === 407 &&
      schemes !== undefined &&
      !/\bbasic\b/i.test(schemes) && {
        cause: `${name} asked for authentication by ${schemes} (407) before it would connect to ${origin}, and a user name and password are sent as Basic alone.`,
        remedy: `Let the proxy take Basic, or this machine without authentication, or give another proxy${source}; to go without, set proxy: false (or NO_PROXY).`,
      }
    )
  }),
  failure('proxy-credentials-refused', ({ origin, settings }, { name, source, status }) => {
    return (
      status === 407 &&
      settings.proxy?.hasCredentials === true && {
        cause: `${name} refused the user name and password of its URL (407) and did not connect to ${origin}.`,
        remedy: `Correct them in the URL of the proxy${source}, each percent-encoded.`,
      }
    )
  }),
  failure('proxy-authentication-required', ({ origin }, { name, source, status }) => {
    return (
      status === 407 && {
        cause: `${name} asked for a user name and password (407) before it would connect to ${origin}.`,
        remedy: `Put them into the URL of the proxy${source}, from environment variables, each percent-encoded.`,
      }
    )
  }),
  failure('proxy-cannot-reach-server', ({ origin }, { name, status }) => {
    return (
      status >= 502 &&
      status <= 504 && {
        cause: `${name} could not connect to ${origin}: it answered CONNECT with ${status}.`,
        remedy: `Check that the server runs and that the proxy can reach it; if this machine can do so directly, set proxy: false (or NO_PROXY).`,
      }
    )
  }),
  failure('proxy-refused', ({ origin }, { name, status, source }) => {
    return (
      status > 0 && {
        cause: `${name} refused to connect to ${origin}: it answered CONNECT with ${status}.`,
        remedy:
          status === 403
            ? `Allow ${origin} on the proxy, or set proxy: false (or NO_PROXY) for this host.`
            : `Check that this is the address of a proxy${source}: a web server answers CONNECT like this; to go without, set proxy: false (or NO_PROXY).`,
      }
    )
  }),
  failure('proxy-hangs', (facts, { name, source }) => {
    const { origin, evidence } = facts
    const { limit } = evidence
    return (
      (limit !== undefined || isTimeout(facts)) && {
        means: 'time-limit',
        subject: { kind: 'proxy' },
        cause: `${name} did not connect to ${origin} in time${limit ? ` (${limitWords(limit)})` : ''}.`,
        remedy: `Check that this is the address of the proxy${source}, and that it can reach the server; to go without, set proxy: false (or NO_PROXY).`,
      }
    )
  }),
  failure('proxy-wants-certificate', ({ origin, message }, { name, source }) => {
    return (
      /certificate.required|handshake.failure|bad.certificate|unknown.ca|ALERT/i.test(message) && {
        means: 'alert',
        cause: `${name} refused the TLS handshake, as one does that wants a client certificate for itself, so no connection to ${origin} was made.`,
        certainty: 'likely',
        remedy: `Add an entry for the proxy's own host and port to clientCertificates, or check the address of the proxy${source}.`,
      }
    )
  }),
  failure('proxy-certificate-refused', ({ origin, message }, { name, source }) => {
    const reason = /\(((?:CERT|DEPTH|SELF|UNABLE|ERR_TLS_CERT)\w*|[^()]*certificate[^()]*)\)/.exec(message)?.[1]
    const isForOthers = reason === 'ERR_TLS_CERT_ALTNAME_INVALID'
    return (
      reason !== undefined && {
        party: 'client',
        means: 'own-check',
        cause: `We refused ${name.replace(/^The/, 'the')} because ${isForOthers ? 'its certificate is not for that host' : 'of its certificate'} (${reason}), so no connection to ${origin} was made.`,
        remedy: isForOthers
          ? `Write a host that its certificate names into the URL of the proxy${source}, or issue the certificate for this one.`
          : `Add the CA of the proxy to ca in the config, or correct the address of the proxy${source}.`,
      }
    )
  }),
  failure('proxy-url-malformed', ({ message }, { name, source }) => {
    return (
      /URI malformed|percent|user name|password/i.test(message) && {
        party: 'client',
        means: 'own-check',
        cause: `The user name or password of ${name.replace(/^The/, 'the')} cannot be read: its percent-encoding is malformed.`,
        remedy: `Write them with encodeURIComponent in the URL of the proxy${source}: % as %25, @ as %40.`,
      }
    )
  }),
  failure('proxy-speaks-another-protocol', ({ origin, message }, { name, source }) => {
    const isTls = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|EPROTO/.test(message)
    return (
      (isTls || /HPE_\w+/.test(message)) && {
        party: 'client',
        means: 'own-check',
        cause: `${name} answered ${isTls ? 'the TLS handshake' : 'CONNECT'} with what is no ${isTls ? 'TLS' : 'HTTP'}, so no connection to ${origin} was made.`,
        remedy: isTls
          ? `Write http:// in the URL of the proxy${source}: most proxies speak TLS with nobody.`
          : `Check the URL of the proxy${source}: that port is another service's.`,
      }
    )
  }),
  failure('proxy-unreachable', ({ origin, message }, { name, source }) => {
    const isCut = /ECONNRESET|EPIPE|hang up|closed/i.test(message)
    return {
      means: isCut ? 'close' : 'none',
      cause: isCut
        ? `${name} closed the connection before it answered CONNECT, so no connection to ${origin} was made.`
        : `${name} could not be reached${/ENOTFOUND/.test(message) ? ' (DNS does not know its name)' : ''}, so no connection to ${origin} was made.`,
      remedy: `Check the URL of the proxy${source === '' ? ' in the config and in HTTPS_PROXY' : source}, or set proxy: false.`,
    }
  }),
]

interface Proxy {
  /** `The proxy http://proxy:3128`. */
  name: string
  /** `, which HTTPS_PROXY gives`; empty where it is not known. */
  source: string
  /** Of its answer; 0: none. */
  status: number
}

/** The connection's message names the proxy without its credentials, and the status of its answer. */
function failure(situation: string, words: (facts: Facts, proxy: Proxy) => Told | false): Situation<Facts> {
  return {
    situation,
    tell: (facts) => {
      const { code, message, settings, handshake } = facts
      const isProxys = code === 'ERR_MTLS_PROXY'
      // Nothing of the server has come: what hangs is the tunnel.
      const hangs =
        settings.proxy !== undefined &&
        handshake === undefined &&
        (facts.evidence.limit !== undefined || isTimeout(facts))
      if (!isProxys && !hangs) return false
      const url = settings.proxy?.url ?? /^Proxy (\S+):/.exec(message)?.[1]
      const status = Number(/CONNECT \S+ with (\d{3})/.exec(message)?.[1] ?? 0)
      const told = words(facts, {
        name: url ? `The proxy ${url}` : 'The proxy',
        source: settings.proxy ? ` (it comes from ${settings.proxy.source})` : '',
        status,
      })
      if (!told) return false
      const subject = { kind: 'proxy' as const, ...(status > 0 && { status }) }
      return { party: 'proxy', ...(status > 0 && { means: 'answer' as const }), subject, ...told }
    },
  }
}
