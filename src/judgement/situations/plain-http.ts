import type { Facts } from '../facts.ts'
import type { Situation } from '../situation.ts'

/** Over http there is no TLS at all. */
export const plainHttp: readonly Situation<Facts>[] = [
  {
    situation: 'redirected-to-plain-http',
    tell: ({ evidence }) => {
      const from = evidence.redirects?.at(-1)
      return (
        isHttp(evidence.url) &&
        from?.url.startsWith('https:') === true && {
          cause: `The request to ${from.url} was redirected (${from.status}) to plain HTTP, ${evidence.url}: there TLS has no part, so no certificate was asked for or sent.`,
          remedy: `Let the server redirect to https, or pass redirect: 'manual' to stop at the answer ${from.status}.`,
        }
      )
    },
  },
  {
    situation: 'plain-http-to-tls-port',
    tell: ({ evidence, origin }) =>
      isHttp(evidence.url) &&
      (evidence.status === 400 || evidence.status === 497) && {
        subject: { kind: 'http', status: evidence.status, presented: 'no-tls' },
        certainty:
          evidence.status === 497 || /plain HTTP request was sent to HTTPS port/i.test(evidence.answer?.text ?? '')
            ? 'proven'
            : 'likely',
        cause: `The request went to ${origin} over plain HTTP and was answered with ${evidence.status}, as servers do on a port that expects TLS.`,
        remedy: `Write https:// instead of http:// in ${evidence.url}, if that port is the TLS port.`,
      },
  },
  {
    situation: 'plain-http-closed',
    tell: ({ evidence, origin, code }) =>
      isHttp(evidence.url) &&
      !evidence.limit &&
      /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|HPE_\w+)$/.test(code) && {
        party: 'network',
        means: 'close',
        subject: { kind: 'network', code },
        certainty: 'likely',
        cause: `The request went to ${origin} over plain HTTP, and ${code.startsWith('HPE_') ? 'what came back is no HTTP' : 'the connection was closed without an answer'}, as on a port that expects TLS.`,
        remedy: `Write https:// instead of http:// in ${evidence.url}, if that port is the TLS port.`,
      },
  },
  {
    situation: 'plain-http',
    tell: ({ evidence }) =>
      isHttp(evidence.url) &&
      !evidence.error && {
        cause: `The request went over plain HTTP (${evidence.url}): there was no TLS handshake, so no certificate was asked for or sent.`,
        remedy: 'Write https:// in the URL.',
      },
  },
]

function isHttp(url: string): boolean {
  return url.startsWith('http:')
}
