import { toHaveSentClientCert } from './to-have-sent-client-cert.ts'

/** Every matcher: `expect.extend(matchers)`. */
export const matchers = {
  toHaveSentClientCert,
}
