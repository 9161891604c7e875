import { evidence, failure } from '../evidence-builder.ts'
import type { Row } from './row.ts'

export const beforeTls: Row[] = [
  {
    situation: 'plain-http-to-tls-port',
    judged: 'server answer http likely',
    evidence: evidence(undefined, { url: 'http://api.internal:8443/', status: 400 }),
    cause:
      'The request went to api.internal:8443 over plain HTTP and was answered with 400, as servers do on a port that expects TLS.',
    remedy: 'Write https:// instead of http:// in http://api.internal:8443/, if that port is the TLS port.',
  },
  {
    situation: 'plain-http-closed',
    judged: 'network close network likely',
    evidence: evidence(undefined, {
      url: 'http://api.internal:8443/',
      ...failure('ECONNRESET', 'socket hang up', 'ConnectionError'),
    }),
    cause:
      'The request went to api.internal:8443 over plain HTTP, and the connection was closed without an answer, as on a port that expects TLS.',
    remedy: 'Write https:// instead of http:// in http://api.internal:8443/, if that port is the TLS port.',
  },
  {
    situation: 'plain-http-closed',
    judged: 'network close network likely',
    evidence: evidence(undefined, {
      url: 'http://api.internal:8443/',
      ...failure('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/', 'ConnectionError'),
    }),
    cause:
      'The request went to api.internal:8443 over plain HTTP, and what came back is no HTTP, as on a port that expects TLS.',
    remedy: 'Write https:// instead of http:// in http://api.internal:8443/, if that port is the TLS port.',
  },
  {
    situation: 'plain-http',
    judged: 'nobody none nothing proven',
    evidence: evidence(undefined, { url: 'http://api.internal/', status: 200 }),
    cause:
      'The request went over plain HTTP (http://api.internal/): there was no TLS handshake, so no certificate was asked for or sent.',
    remedy: 'Write https:// in the URL.',
  },
  {
    situation: 'host-not-found',
    judged: 'network none network proven',
    evidence: evidence(undefined, failure('ENOTFOUND', 'getaddrinfo ENOTFOUND api.internal', 'ConnectionError')),
    cause: 'The host of api.internal:8443 has no address: DNS does not know the name.',
    remedy: 'Check the spelling of the host name, and whether this machine needs a VPN or a hosts entry for it.',
  },
  {
    situation: 'name-lookup-failed',
    judged: 'network none network proven',
    evidence: evidence(undefined, failure('EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.internal', 'ConnectionError')),
    cause: 'The name of api.internal:8443 could not be looked up: the DNS server did not give an answer.',
    remedy: 'Check the DNS settings and the network of this machine, and try again.',
  },
  {
    situation: 'connection-refused',
    judged: 'server reset network proven',
    evidence: evidence(undefined, failure('ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.7:8443', 'ConnectionError')),
    cause: 'Nothing listens at api.internal:8443: the TCP connection was refused.',
    remedy: 'Start the server, or correct the port.',
  },
  {
    situation: 'host-unreachable',
    judged: 'network none network proven',
    evidence: evidence(undefined, failure('EHOSTUNREACH', 'connect EHOSTUNREACH 192.0.2.7:8443', 'ConnectionError')),
    cause: 'There is no route to api.internal:8443: no TCP connection could be made.',
    remedy: 'Check the network, the VPN and whether the address family (IPv4 or IPv6) is available here.',
  },
  {
    situation: 'connect-timeout',
    judged: 'network time-limit time-limit proven',
    evidence: evidence(undefined, failure('ETIMEDOUT', 'No complete answer within 500 ms', 'ConnectionError')),
    cause: 'No TCP connection to api.internal:8443 was made in time: no TLS handshake was begun.',
    remedy: 'Check that a firewall lets this machine reach the port, and that the address is right.',
  },
  {
    situation: 'reset-before-tls',
    judged: 'network close network proven',
    evidence: evidence(undefined, failure('ECONNRESET', 'read ECONNRESET', 'ConnectionError')),
    cause: 'The connection to api.internal:8443 was closed before a TLS handshake was begun.',
    remedy:
      'Check what stands between this machine and the server: a load balancer or a firewall closes such connections.',
  },
  {
    situation: 'local-limit',
    judged: 'client own-check network proven',
    evidence: evidence(undefined, failure('EMFILE', 'too many open files', 'ConnectionError')),
    cause: 'This machine did not let the test open a connection to api.internal:8443.',
    remedy: 'Check the limit of open files, the sandbox and the local firewall.',
  },
  {
    situation: 'proxy-authentication-required',
    judged: 'proxy answer proxy proven',
    evidence: evidence(
      undefined,
      proxyFailure('answered CONNECT api.internal:8443 with 407 Proxy Authentication Required'),
    ),
    cause:
      'The proxy http://proxy.internal:3128 asked for a user name and password (407) before it would connect to api.internal:8443.',
    remedy: 'Put them into the URL of the proxy, from environment variables, each percent-encoded.',
  },
  {
    situation: 'proxy-cannot-reach-server',
    judged: 'proxy answer proxy proven',
    evidence: evidence(undefined, proxyFailure('answered CONNECT api.internal:8443 with 502 Bad Gateway')),
    cause: 'The proxy http://proxy.internal:3128 could not connect to api.internal:8443: it answered CONNECT with 502.',
    remedy:
      'Check that the server runs and that the proxy can reach it; if this machine can do so directly, set proxy: false (or NO_PROXY).',
  },
  {
    situation: 'proxy-refused',
    judged: 'proxy answer proxy proven',
    evidence: evidence(undefined, proxyFailure('answered CONNECT api.internal:8443 with 403 Forbidden')),
    cause:
      'The proxy http://proxy.internal:3128 refused to connect to api.internal:8443: it answered CONNECT with 403.',
    remedy: 'Allow api.internal:8443 on the proxy, or set proxy: false (or NO_PROXY) for this host.',
  },
  {
    situation: 'proxy-unreachable',
    judged: 'proxy none proxy proven',
    evidence: evidence(undefined, proxyFailure('the connection failed (ECONNREFUSED)')),
    cause: 'The proxy http://proxy.internal:3128 could not be reached, so no connection to api.internal:8443 was made.',
    remedy: 'Check the URL of the proxy in the config and in HTTPS_PROXY, or set proxy: false.',
  },
  {
    situation: 'other-failure',
    judged: 'client own-check network unknown',
    evidence: evidence(undefined, failure('ERR_INVALID_ARG_VALUE', 'The value is wrong', 'ConnectionError')),
    cause: 'The request to api.internal:8443 failed before TLS began (ERR_INVALID_ARG_VALUE): The value is wrong.',
    remedy: 'Look at the cause of the error: nothing on the wire explains it.',
  },
]

function proxyFailure(problem: string) {
  return failure('ERR_MTLS_PROXY', `Proxy http://proxy.internal:3128: ${problem}`, 'ConnectionError')
}
