import type { Facts } from '../facts.ts'
import type { Situation } from '../situation.ts'

/** Failures on the way through a CONNECT proxy (RFC 9110 section 9.3.6); the messages of the connection name the proxy without its credentials. */
export const proxy: readonly Situation<Facts>[] = [
  {
    situation: 'proxy-authentication-required',
    party: 'proxy',
    tell: ({ evidence, code, origin }) =>
      isProxyFailure(code) &&
      /\b407\b/.test(evidence.error?.message ?? '') && {
        cause: `The proxy asked for a user name and password (407) before it would connect to ${origin}.`,
        remedy: 'Put them into the URL of the proxy, from environment variables.',
      },
  },
  {
    situation: 'proxy-refused',
    party: 'proxy',
    tell: ({ evidence, code, origin }) => {
      const status = /\b[45]\d\d\b/.exec(evidence.error?.message ?? '')?.[0]
      return (
        isProxyFailure(code) &&
        status !== undefined && {
          cause: `The proxy refused to connect to ${origin}: it answered CONNECT with ${status}.`,
          remedy: `Allow ${origin} on the proxy, or set proxy: false (or NO_PROXY) for this host.`,
        }
      )
    },
  },
  {
    situation: 'proxy-unreachable',
    party: 'proxy',
    tell: ({ code, origin }) =>
      isProxyFailure(code) && {
        cause: `The proxy could not be reached or did not understand CONNECT, so no connection to ${origin} was made.`,
        remedy: 'Check the URL of the proxy in the config and in HTTPS_PROXY, or set proxy: false.',
      },
  },
]

function isProxyFailure(code: string): boolean {
  return /PROXY/.test(code)
}
