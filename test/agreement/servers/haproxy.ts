import { type HaproxyRefusal, type HaproxyView, startHaproxy } from '../../../fixtures/haproxy.ts'
import { observe, outputOf, type Server } from '../observed-server.ts'
import { objectionIn } from '../server-view.ts'

export const haproxy: Server = {
  name: 'HAProxy',
  program: 'haproxy',
  versionArguments: ['-v'],
  http2: true,
  async start(options) {
    const running = await startHaproxy(options)
    return observe(running, outputOf(running), (logged, answer) => {
      const text = answer?.body ?? /^\{.+"error":"error:.+\}$/m.exec(logged)?.[0]
      if (text === undefined) return undefined
      const { subject, fingerprint, protocol, cipher, alpn, ...view }: HaproxyView | HaproxyRefusal = JSON.parse(text)
      const isShown = subject !== '' && subject !== '-'
      return {
        accepted: answer !== undefined,
        certificate: isShown,
        ...(isShown && { subject, fingerprint }),
        ...{ protocol, alpn },
        // In TLS 1.2 it knows the suite when the handshake is over.
        ...(cipher !== '(NONE)' && { cipher }),
        ...('error' in view && objectionIn(view.error)),
      }
    })
  },
}
