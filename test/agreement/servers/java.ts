import { type JavaView, startJavaServer } from '../../../fixtures/java-server.ts'
import { observe, outputOf, type Server } from '../observed-server.ts'
import { objectionIn } from '../server-view.ts'

export const java: Server = {
  name: 'Java',
  program: 'java',
  versionArguments: ['--version'],
  http2: false,
  async start(options) {
    const running = await startJavaServer(options)
    return observe(running, outputOf(running), (logged, answer) => {
      const fingerprint = /^client ([0-9a-f]{64})/m.exec(logged)?.[1]
      const shown = { certificate: fingerprint !== undefined, ...(fingerprint !== undefined && { fingerprint }) }
      if (answer === undefined) {
        const words = /^failed javax\.net\.ssl\.SSLHandshakeException: .+\n/m.exec(logged)?.[0]
        return words === undefined ? undefined : { accepted: false, ...shown, ...objectionIn(words) }
      }
      const { protocol, cipher, subject }: JavaView = JSON.parse(answer.body)
      return { accepted: true, ...shown, ...(subject !== null && { subject }), protocol, cipher }
    })
  },
}
