import { type NginxView, startNginx } from '../../../fixtures/nginx.ts'
import { logFile, observe, type Server } from '../observed-server.ts'
import { objectionIn } from '../server-view.ts'

const verifyClient = { require: 'on', optional: 'optional', none: 'off' } as const

/** Never refuses in the handshake: it answers 400. */
export const nginx: Server = {
  name: 'nginx',
  program: 'nginx',
  versionArguments: ['-v'],
  http2: true,
  async start({ clientCertificate, version, ...options }) {
    const running = await startNginx({
      ...options,
      verifyClient: verifyClient[clientCertificate],
      protocols: [version],
    })
    const log = logFile(running, 'access.log')
    return observe(running, { answered: log, refused: log }, (logged) => {
      const line = /^(.+)\n/.exec(logged)?.[1]
      if (line === undefined) return undefined
      const { status, verify, subject, fingerprint, certificate, protocol, cipher, alpn }: NginxView = JSON.parse(line)
      const accepted = status === '200'
      return {
        accepted,
        certificate: certificate !== '',
        ...(certificate !== '' && { subject, fingerprint }),
        ...{ protocol, cipher, alpn },
        ...(!accepted && verify === 'NONE' ? { objection: 'no certificate' } : objectionIn(verify)),
      }
    })
  },
}
