import type { Facts } from '../facts.ts'
import type { Situation } from '../situation.ts'

/** Over http there is no TLS at all. */
export const plainHttp: readonly Situation<Facts>[] = [
  {
    situation: 'plain-http-to-tls-port',
    party: 'client',
    tell: ({ evidence, origin }) =>
      isHttp(evidence.url) &&
      (evidence.status === 400 || evidence.status === 497) && {
        cause: `The request went to ${origin} over plain HTTP and was answered with ${evidence.status}, as servers do on a port that expects TLS.`,
        remedy: `Write https:// instead of http:// in ${evidence.url}, if that port is the TLS port.`,
      },
  },
  {
    situation: 'plain-http',
    party: 'client',
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
