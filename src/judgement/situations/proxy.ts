import type { Facts } from '../facts.ts'
import type { Situation, Told } from '../situation.ts'

/** Failures on the way through a CONNECT proxy (RFC 9110 section 9.3.6). */
export const proxy: readonly Situation<Facts>[] = [
  failure('proxy-authentication-required', ({ origin }, name, status) => {
    return (
      status === '407' && {
        cause: `${name} asked for a user name and password (407) before it would connect to ${origin}.`,
        remedy: 'Put them into the URL of the proxy, from environment variables.',
      }
    )
  }),
  failure('proxy-cannot-reach-server', ({ origin }, name, status) => {
    return (
      /^50[234]$/.test(status) && {
        cause: `${name} could not connect to ${origin}: it answered CONNECT with ${status}.`,
        remedy: `Check that the server runs and that the proxy can reach it; if this machine can do so directly, set proxy: false (or NO_PROXY).`,
      }
    )
  }),
  failure('proxy-refused', ({ origin }, name, status) => {
    return (
      status !== '' && {
        cause: `${name} refused to connect to ${origin}: it answered CONNECT with ${status}.`,
        remedy: `Allow ${origin} on the proxy, or set proxy: false (or NO_PROXY) for this host.`,
      }
    )
  }),
  failure('proxy-unreachable', ({ origin }, name) => ({
    cause: `${name} could not be reached, so no connection to ${origin} was made.`,
    remedy: 'Check the URL of the proxy in the config and in HTTPS_PROXY, or set proxy: false.',
  })),
]

/** The connection's message names the proxy without its credentials, and the status of its answer. */
function failure(
  situation: string,
  words: (facts: Facts, name: string, status: string) => Told | false,
): Situation<Facts> {
  return {
    situation,
    party: 'proxy',
    tell: (facts) => {
      if (facts.code !== 'ERR_MTLS_PROXY') return false
      const message = facts.evidence.error?.message ?? ''
      const url = /^Proxy (\S+):/.exec(message)?.[1]
      return words(facts, url ? `The proxy ${url}` : 'The proxy', /CONNECT \S+ with (\d{3})/.exec(message)?.[1] ?? '')
    },
  }
}
