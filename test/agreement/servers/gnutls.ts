import { readGnutlsView, startGnutlsServer } from '../../../fixtures/gnutls-server.ts'
import { observe, outputOf, type Server } from '../observed-server.ts'
import { objectionIn } from '../server-view.ts'

export const gnutls: Server = {
  name: 'gnutls-serv',
  program: 'gnutls-serv',
  versionArguments: ['--version'],
  http2: false,
  async start(options) {
    const running = await startGnutlsServer(options)
    return observe(running, outputOf(running), (logged, answer) => {
      if (answer === undefined) {
        const words = /Error in handshake: (.*certificate.*)\n/i.exec(logged)?.[1]
        if (words === undefined) return undefined
        const { objection } = objectionIn(words)
        return { accepted: false, certificate: objection !== 'no certificate', ...(objection && { objection }) }
      }
      const { protocol, subject, fingerprint256 } = readGnutlsView(answer.body)
      return {
        accepted: true,
        certificate: subject !== undefined,
        ...(subject !== undefined && { subject }),
        ...(fingerprint256 !== undefined && { fingerprint: fingerprint256 }),
        protocol: protocol.replace('TLS', 'TLSv'),
      }
    })
  },
}
