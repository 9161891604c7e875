import type { Means, Party } from '../../evidence/judgement.ts'
import type { Facts } from '../facts.ts'
import { limitWords, longerLimit } from '../limit-words.ts'
import type { Situation } from '../situation.ts'

/** Failures of DNS and TCP, by Node's code. */
export const unreachable: readonly Situation<Facts>[] = [
  failure('host-not-found', 'network', 'none', /^ENOTFOUND$/, (origin) => ({
    cause: `The host of ${origin} has no address: DNS does not know the name.`,
    remedy: 'Check the spelling of the host name, and whether this machine needs a VPN or a hosts entry for it.',
  })),
  failure('name-lookup-failed', 'network', 'none', /^(?:EAI_\w+|EDNS\w*|ESERVFAIL|ETIMEOUT)$/, (origin) => ({
    cause: `The name of ${origin} could not be looked up: the DNS server did not give an answer.`,
    remedy: 'Check the DNS settings and the network of this machine, and try again.',
  })),
  failure('connection-refused', 'server', 'reset', /^ECONNREFUSED$/, (origin) => ({
    cause: `Nothing listens at ${origin}: the TCP connection was refused.`,
    remedy: 'Start the server, or correct the port.',
  })),
  failure(
    'host-unreachable',
    'network',
    'none',
    /^(?:EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/,
    (origin) => ({
      cause: `There is no route to ${origin}: no TCP connection could be made.`,
      remedy: 'Check the network, the VPN and whether the address family (IPv4 or IPv6) is available here.',
    }),
  ),
  {
    situation: 'connect-timeout',
    tell: ({ code, origin, evidence: { limit } }) =>
      (limit !== undefined || /^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(code)) && {
        party: limit ? 'client' : 'network',
        means: 'time-limit',
        subject: { kind: 'time-limit', ...(limit && { option: limit.option, milliseconds: limit.milliseconds }) },
        cause: `No TCP connection to ${origin} was made in time${limit ? ` (${limitWords(limit)})` : ''}: no TLS handshake was begun.`,
        remedy: `Check that a firewall lets this machine reach the port, and that the address is right${limit ? `, or ${longerLimit(limit)}` : ''}.`,
      },
  },
  failure('reset-before-tls', 'network', 'close', /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/, (origin) => ({
    cause: `The connection to ${origin} was closed before a TLS handshake was begun.`,
    remedy:
      'Check what stands between this machine and the server: a load balancer or a firewall closes such connections.',
  })),
  failure('local-limit', 'client', 'own-check', /^(?:EMFILE|ENFILE|EADDRINUSE|EACCES|EPERM)$/, (origin) => ({
    cause: `This machine did not let the test open a connection to ${origin}.`,
    remedy: 'Check the limit of open files, the sandbox and the local firewall.',
  })),
]

function failure(
  situation: string,
  party: Party,
  means: Means,
  codes: RegExp,
  words: (origin: string) => { cause: string; remedy: string },
): Situation<Facts> {
  return {
    situation,
    tell: ({ code, origin, evidence }) =>
      !evidence.limit && codes.test(code) && { party, means, subject: { kind: 'network', code }, ...words(origin) },
  }
}
